"""From files to model values, or to a list of problems: the only place that knows file formats."""
