"""Sollicitations, for the bot's actions, the console and the public.

The functions take a session and never commit. What is said is named, never written here.
"""

from backend.sollicitations.category import read as names_a_problem
from backend.sollicitations.codes import looks_like_a_code
from backend.sollicitations.filing import (
    cancel,
    file,
    open_from,
    open_second,
    read_form_message,
    reference_of,
)
from backend.sollicitations.following import (
    Notice,
    PublicView,
    SollicitationNotFound,
    Step,
    change_state,
    events,
    for_conversation,
    last_event,
    public_view,
    track,
)
from backend.sollicitations.form import ask, missing

__all__ = [
    "Notice",
    "PublicView",
    "SollicitationNotFound",
    "Step",
    "ask",
    "cancel",
    "change_state",
    "events",
    "file",
    "for_conversation",
    "last_event",
    "looks_like_a_code",
    "missing",
    "names_a_problem",
    "open_from",
    "open_second",
    "public_view",
    "read_form_message",
    "reference_of",
    "track",
]
