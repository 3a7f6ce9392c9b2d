"""Reads every list once, so that no person waits for it."""

from backend.safety.emergencies import read_danger
from backend.safety.language import read_language
from backend.safety.optout import read_optout


def prepare() -> None:
    """Load lexicons, rules and letters, about a second in all; to be called as a process starts."""
    read_danger("bonjour")
    read_optout("bonjour")
    read_language("bonjour tout le monde", "fr")
