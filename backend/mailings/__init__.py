"""Mailings: one text to many tenants, approved by a second person, and stopped by one word."""
