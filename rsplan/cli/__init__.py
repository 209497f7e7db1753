"""The command line: one small module a command, and `program`, which starts them; nothing below knows click."""
