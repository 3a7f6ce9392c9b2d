"""Telling a landlord's systems what happens to its requests (Standard Webhooks 1.0)."""
