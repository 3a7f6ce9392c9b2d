"""Conversations: opening one, taking a message in, answering it in a turn (design, "A turn")."""

from backend.conversations.answering import (
    Answered,
    Leased,
    answer_to,
    lease,
    perform,
    settle,
    speechless,
    unavailable,
)
from backend.conversations.opening import authenticate, draw_web, open_sms, open_web, reach_by_sms
from backend.conversations.queries import history
from backend.conversations.queries import said_lately as said_before
from backend.conversations.receiving import Received, receive, receive_unread

__all__ = [
    "Answered",
    "Leased",
    "Received",
    "answer_to",
    "authenticate",
    "draw_web",
    "history",
    "lease",
    "open_sms",
    "open_web",
    "perform",
    "reach_by_sms",
    "receive",
    "receive_unread",
    "said_before",
    "settle",
    "speechless",
    "unavailable",
]
