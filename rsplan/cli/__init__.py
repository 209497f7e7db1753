"""The command line: one small module a command, and the program that calls them."""
