"""Progress of government plans against their targets, exactly and with its sources."""
