"""Tables of requests for the landlord's own spreadsheets."""
