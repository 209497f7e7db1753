"""Tables imported into the data file: header recognised, figures matched with the plans, new ones appended."""
