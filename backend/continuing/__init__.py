"""A conversation begun on the web that continues by SMS, once its telephone is verified."""
