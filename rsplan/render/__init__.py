"""One thin writer a format: each takes report values and writes them, and computes nothing."""
