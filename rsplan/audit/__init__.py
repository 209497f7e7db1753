"""The audit: small checks, each `(context) -> iterable of Finding`; docs/audit.md has a section for each code."""
