"""The audit of plans and their data: small checks, each `(context) -> iterable of Finding`; docs/audit.md."""
