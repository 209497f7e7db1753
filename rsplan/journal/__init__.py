"""Own observations: entered, held against what is known, kept line by line, exported, and how they came about."""
