"""Foreign files as cells and lines with their places: tables, workbooks and plan documents, and the limits of their size."""
