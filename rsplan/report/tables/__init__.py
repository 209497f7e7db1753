"""The reports of the commands as tables for people: one module a command, by its name."""
