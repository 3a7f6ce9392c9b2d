"""Sollicitations: what a tenant asks the landlord to do, filed by the bot, followed by a code."""
