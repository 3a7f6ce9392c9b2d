"""Hears what a message holds for any form: its words, a yes or a no, a commune. Pure."""
