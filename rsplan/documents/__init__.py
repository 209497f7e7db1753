"""Foreign files as cells and lines with their places, and the limits of their size."""
