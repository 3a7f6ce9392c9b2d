"""The answers to the triage's questions, in the form: a choice, the tenant's words, or a pass."""

from typing import Any

from backend.hearing.consent import Answer, is_question
from backend.hearing.text import words
from backend.sollicitations import triage
from backend.sollicitations.details import Details, read
from backend.sollicitations.form import value_of
from backend.sollicitations.interruptions import Message, insists_on_something_else
from backend.sollicitations.triage import PASSED

CONTACT = frozenset({"name", "phone", "address"})
_LONGEST = 12


def choice(message: Message, short: Answer | None) -> dict[str, Any] | None:
    """Return what a message changes that tells one of the answers; None where it tells none."""
    question = triage.asked(message.slots) if message.asked == "details" else None
    if question is None or is_question(message.text) or insists_on_something_else(message):
        return None
    answer = triage.answer_of(question, message.text, short)
    if answer is None:
        return None
    told = read(message.text).told()
    new = {f: v for f, v in told.items() if f in CONTACT and not value_of(message.slots, f)}
    return {**new, "details": triage.with_answer(message.slots, question, answer)}


def passed(message: Message) -> dict[str, Any]:
    """Return what a pass changes: the question is not put again."""
    return _answered(message, PASSED)


def own_words(message: Message, details: Details) -> dict[str, Any]:
    """Return what other words change: they are the answer, unless they tell who writes.

    A story goes to the description instead.
    """
    if CONTACT & details.told().keys():
        return {}
    return _answered(message, message.text if is_short(message.text) else PASSED)


def is_short(text: str) -> bool:
    """Tell whether a text is an answer rather than a story."""
    return len(words(text)) <= _LONGEST


def _answered(message: Message, answer: str) -> dict[str, Any]:
    question = triage.asked(message.slots)
    return {"details": triage.with_answer(message.slots, question, answer)} if question else {}
