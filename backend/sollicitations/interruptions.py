"""Whether a message in the middle of the form is about something else. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from backend.hearing import consent
from backend.hearing.text import words
from backend.sollicitations import category as categories
from backend.sollicitations.details import Details

# What the bot understood as something else than an answer to the form.
_ELSEWHERE = frozenset(
    """
    ask track handoff hand_back survey optout optin emergency cancel bot_challenge
    language_request out_of_scope smalltalk_other
    book_appointment move_appointment cancel_appointment call_back
    """.split()
)
# What a free answer is easily taken for.
_VAGUE = frozenset({"ask", "out_of_scope", "smalltalk_other"})
# These are taken from a message even when it holds a detail, once the bot is sure.
_STRONG = frozenset({"handoff", "call_back", "optout", "emergency", "cancel"})
_SURE, _LIKELY, _POSSIBLE = 0.8, 0.5, 0.35
_FREE = frozenset({"description", "since", "availability", "place", "details"})
# What these ask for is easily told from anything else.
_STRICT = frozenset({"address", "phone", "confirm"})
STORY = 20


@dataclass(frozen=True)
class Message:
    """A message in the middle of the form, with what the bot understood."""

    text: str
    slots: Mapping[str, Any]
    asked: str | None
    intent: str
    confidence: float

    @property
    def hint(self) -> str | None:
        """Why the question was put, when it was put again."""
        return self.slots.get("hint")


def answers(message: Message, details: Details) -> bool:
    """Tell whether the message holds what was asked for."""
    return (message.asked or "") in details.told()


def insists_on_something_else(message: Message) -> bool:
    """Tell whether the message must be heard as what it is, whatever detail it holds."""
    return message.intent in _STRONG and message.confidence >= _SURE


def is_elsewhere(message: Message, details: Details) -> bool:
    """Tell whether the message is no answer: details win over a doubtful interruption."""
    if insists_on_something_else(message):
        return not _is_bare_name(message, details)
    if details.phone or details.address or details.bad_phone:
        return False
    is_question = consent.is_question(message.text)
    if len(words(message.text)) > STORY and not is_question and categories.read(message.text):
        return False
    if message.intent not in _ELSEWHERE:
        return is_question and not details.told() and not _is_told_to_the_form(message)
    if is_question or answers(message, details):
        return is_question
    if message.asked in _FREE and message.intent in _VAGUE:
        return message.confidence >= _SURE and not categories.read(message.text)
    return message.confidence >= (_POSSIBLE if message.asked in _STRICT else _LIKELY)


def _is_told_to_the_form(message: Message) -> bool:
    return message.intent.startswith("report_") or message.intent in {"inform", "correct"}


def _is_bare_name(message: Message, details: Details) -> bool:
    return message.asked == "name" and bool(details.name) and len(words(message.text)) <= 2
