"""Tables as they arrive, from cells to observations: read, recognised, matched with the plans, taken."""
