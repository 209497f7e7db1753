"""Own observations: entry with plausibility checks, the append-only data file, export and history."""
