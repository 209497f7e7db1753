"""The derivation of each figure: formulas, numbers and sources, down to what is printed in a document."""
