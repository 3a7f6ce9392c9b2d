"""Computes the rules for tenants, agents and the API, and tells the result in words."""
