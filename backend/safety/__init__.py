"""What is read in a message before anything else: danger, STOP, language, and its bare text."""

from backend.safety.emergencies import (
    ENTRY_OF,
    SMS_ENTRY,
    FollowUp,
    Reading,
    advice_wanted,
    follow_up,
    is_set_aside,
    read,
    read_danger,
)
from backend.safety.language import read_language
from backend.safety.optout import OptOut, OptOutKind, OptOutScope, read_optout
from backend.safety.prepare import prepare
from backend.safety.rules import Danger
from backend.safety.text import clean, escape_for_rasa, fold, is_blank, only_emoji

__all__ = [
    "ENTRY_OF",
    "SMS_ENTRY",
    "Danger",
    "FollowUp",
    "OptOut",
    "OptOutKind",
    "OptOutScope",
    "Reading",
    "advice_wanted",
    "clean",
    "escape_for_rasa",
    "fold",
    "follow_up",
    "is_blank",
    "is_set_aside",
    "only_emoji",
    "prepare",
    "read",
    "read_danger",
    "read_language",
    "read_optout",
]
