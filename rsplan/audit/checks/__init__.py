"""The checks of the audit, one module for each section of docs/audit.md."""
