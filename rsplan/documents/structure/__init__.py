"""The structure of a plan document: the place of each line, its tables of indicators, and the figures in its text."""
