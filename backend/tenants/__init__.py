"""The people who live there: thin, because the landlord's own software is the record."""
