"""The values that everything speaks of, and how they are written; no file is read and no figure calculated here."""
