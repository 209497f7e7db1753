"""Reports as plain records for machines: one module a command, by its name."""
