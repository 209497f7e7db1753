"""Reading of words that people type: cities, plans, indicators, periods, dates, values and the words of closed sets."""
