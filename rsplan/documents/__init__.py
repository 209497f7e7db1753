"""Foreign files read into cells and lines with their places, within limits of size; the structure of plan documents."""
