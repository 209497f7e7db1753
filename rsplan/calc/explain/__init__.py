"""Where each figure comes from: formulas, numbers and sources, down to what is printed in a document."""
