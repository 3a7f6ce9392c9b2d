"""Sollicitations, for the bot's actions, the console and the public.

The functions take a session and never commit. What is said is named, never written here.
"""

from backend.sollicitations.category import read as names_a_problem
from backend.sollicitations.changes import (
    Assignment,
    NothingChanges,
    SollicitationOver,
    add_note,
    assign,
    correct,
    held,
    held_open,
    link,
    not_solved,
    reopen,
)
from backend.sollicitations.codes import looks_like_a_code
from backend.sollicitations.details import address_in
from backend.sollicitations.filing import (
    cancel,
    file,
    is_wish,
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
    last_move,
    public_view,
    track,
)
from backend.sollicitations.form import ask, missing
from backend.sollicitations.joining import (
    MergeRefused,
    merge,
    merge_notice,
    merged_into,
    split,
    split_from,
    split_off,
)
from backend.sollicitations.journal import anonymise
from backend.sollicitations.journal import write as write_event
from backend.sollicitations.queries import filed_from
from backend.sollicitations.systems import Told, file_for
from backend.sollicitations.timing import worked
from backend.sollicitations.triage import (
    KINDS,
    Question,
    Saying,
    danger_of,
    desk_rule,
    lines,
    questions_of,
    sayings,
)

__all__ = [
    "KINDS",
    "Assignment",
    "MergeRefused",
    "NothingChanges",
    "Notice",
    "PublicView",
    "Question",
    "Saying",
    "SollicitationNotFound",
    "SollicitationOver",
    "Step",
    "Told",
    "add_note",
    "address_in",
    "anonymise",
    "ask",
    "assign",
    "cancel",
    "change_state",
    "correct",
    "danger_of",
    "desk_rule",
    "events",
    "file",
    "filed_from",
    "file_for",
    "for_conversation",
    "is_wish",
    "held",
    "held_open",
    "last_move",
    "lines",
    "link",
    "looks_like_a_code",
    "merge",
    "merge_notice",
    "merged_into",
    "missing",
    "names_a_problem",
    "not_solved",
    "open_from",
    "open_second",
    "public_view",
    "questions_of",
    "read_form_message",
    "reference_of",
    "reopen",
    "sayings",
    "split",
    "split_from",
    "split_off",
    "track",
    "worked",
    "write_event",
]
