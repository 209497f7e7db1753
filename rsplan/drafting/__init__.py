"""A plan file drafted from the table of a plan document, and from the plan before it; docs/new-plan.md."""
