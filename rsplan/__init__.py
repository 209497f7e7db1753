"""Progress of government plans against their targets, exactly and with its sources."""

__version__ = "1.0.0"
