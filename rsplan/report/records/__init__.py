"""The reports of the commands as records for programs: one module a command, by its name."""
