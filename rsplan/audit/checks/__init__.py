"""The checks of the audit, by the sections of docs/audit.md."""
