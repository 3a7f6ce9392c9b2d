"""How the form takes a message: an answer, details, a correction, an interruption. Pure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from backend.hearing import consent
from backend.hearing.consent import Answer, is_question
from backend.hearing.text import clean, words
from backend.sollicitations import besides
from backend.sollicitations import category as categories
from backend.sollicitations.corrections import read_corrections, with_complement
from backend.sollicitations.details import Details, is_complete, read
from backend.sollicitations.form import OPTIONAL, value_of, with_addition
from backend.sollicitations.interruptions import (
    STORY,
    Message,
    answers,
    insists_on_something_else,
    is_elsewhere,
)
from backend.sollicitations.triage import PASSED

_POLITE = frozenset({"greet", "thank", "goodbye"})
_FREE = frozenset({"description", "since", "availability", "place"})
_SHORT, _LONG = 8, 6
_LONGEST_ANSWER = 120


@dataclass
class Heard:
    """What a message changes in the form; `added` when it said more about the problem."""

    changes: dict[str, Any] = field(default_factory=dict)
    hint: str | None = None
    added: bool = False


def hear(message: Message) -> Heard | None:
    """Return what a message changes in the form; None when it is about something else."""
    message = Message(
        clean(message.text), message.slots, message.asked, message.intent, message.confidence
    )
    if message.asked is None and message.text in (value_of(message.slots, "description") or ""):
        # The message that opened the form, handed in again.
        return Heard()
    short = consent.read(message.text)
    if short is Answer.GIVE_UP:
        return Heard({"confirm": False})
    if short is None and message.intent == "skip" and len(words(message.text)) <= _SHORT:
        short = Answer.PASS
    if message.asked == "confirm":
        return _at_the_end(message, short)
    choice = besides.choice(message, short)
    if choice is not None:
        return Heard(choice)
    if short is not None:
        return _short(message, short)
    return _details(message)


def _at_the_end(message: Message, short: Answer | None) -> Heard | None:
    """The summary was shown: yes, no, or what is to be changed."""
    if short is Answer.YES:
        # "Oui" to "what is to be changed?" confirms nothing: the summary is shown again.
        return Heard() if message.hint == "correcting" else Heard({"confirm": True})
    if short is Answer.NO:
        return Heard(hint="correcting")
    if short is Answer.PASS:
        return Heard()
    began, left = consent.begins_with(message.text)
    changes = read_corrections(left or message.text, message.slots)
    insists = began is Answer.YES and not _OBJECTS.match(left)
    corrects = any(v is not None for v in changes.values()) and not is_question(message.text)
    if insists_on_something_else(message) or not (insists or corrects):
        if is_elsewhere(message, read(message.text)):
            return None
    if began is Answer.YES:
        return _yes_and_more(message, changes)
    if changes:
        return Heard(_with_new(message.slots, changes))
    return _more_about_it(message, left)


_OBJECTS = re.compile(r"(?:mais|but|pero|mas|baina)\b", re.IGNORECASE)


def _yes_and_more(message: Message, changes: dict[str, Any]) -> Heard:
    """ "Oui, et je suis là le matin" confirms; "oui mais l'adresse…" is summed up again."""
    told = {f: v for f, v in changes.items() if v is not None}
    if any(value_of(message.slots, f) for f in told):
        return Heard(_with_new(message.slots, told))
    return Heard({**told, "confirm": True})


def _with_new(slots: Mapping[str, Any], changes: dict[str, Any]) -> dict[str, Any]:
    """A field named without its value is asked for again."""
    return {f: v for f, v in changes.items() if v is not None or slots.get(f) is not None}


def _more_about_it(message: Message, left: str) -> Heard | None:
    if is_question(message.text) or len(words(left)) < 3:
        return None if is_elsewhere(message, Details()) else Heard()
    description = with_addition(value_of(message.slots, "description"), left)
    return Heard({"description": description}, added=True)


def _short(message: Message, short: Answer) -> Heard:
    """A yes, no or "passer" where the form asks for something."""
    asked = message.asked or ""
    if asked == "details":
        # A yes to "which?" is no answer either: it is not put twice.
        return Heard(besides.passed(message))
    refused = short is Answer.PASS or (short is Answer.NO and asked != "category")
    if not refused or not asked:
        # A bare "oui c'est bon" answers none of these questions.
        return Heard(hint=message.hint)
    if asked in OPTIONAL:
        return Heard({asked: categories.OTHER if asked == "category" else PASSED})
    if asked == "description":
        return Heard({"description": PASSED}) if message.hint == "more" else Heard(hint="more")
    # Asked for twice and no more: a request without it is better than none.
    return Heard({asked: PASSED}) if message.hint == "needed" else Heard(hint="needed")


def _details(message: Message) -> Heard | None:
    details = read(message.text, message.asked)
    if is_elsewhere(message, details):
        return None
    if message.intent in _POLITE and not details.told() and not categories.read(message.text):
        return Heard(hint=message.hint)
    corrects = message.intent == "correct" or _is_correction(message)
    if corrects and not answers(message, details):
        changes = _with_new(message.slots, read_corrections(message.text, message.slots))
        if changes:
            return Heard(changes)
    heard = Heard(_new_values(message, details))
    if message.asked == "details":
        # "72 ans", "fin mars", "3e étage" are answers there, no date and no place.
        heard.changes = {f: v for f, v in heard.changes.items() if f in besides.CONTACT}
        heard.changes |= besides.own_words(message, details)
    _answer_asked(message, details, heard)
    _add_to_description(message, details, heard)
    return heard


_CORRECTING = re.compile(
    r"(?:non|no|nao|ez|pardon|oups|erreur|rectif\w*|correction|je me suis tromp\w*|attention)\b"
    r"|.*\b(?:je me suis tromp\w*|i meant|rectif\w*)\b",
    re.IGNORECASE,
)


def _is_correction(message: Message) -> bool:
    return bool(_CORRECTING.match(message.text))


def _new_values(message: Message, details: Details) -> dict[str, Any]:
    """Return the details that fill the form; what was told stays unless told again whole."""
    told, slots = details.told(), message.slots
    if message.asked != "place" and value_of(slots, "place"):
        told.pop("place", None)
    known = {f for f in told if value_of(slots, f)}
    for name in known & {"since", "availability", "name"}:
        if message.asked != name:
            told.pop(name)
    if "address" in known and not is_complete(told["address"]):
        told.pop("address")
    address = told.get("address") or value_of(slots, "address")
    if details.complement and address and not categories.read(message.text):
        told["address"] = with_complement(address, details.complement)
    return dict(told)


def _answer_asked(message: Message, details: Details, heard: Heard) -> None:
    """Take a bare answer for what was asked, or say why it is asked again."""
    asked = message.asked
    if asked is None or asked in heard.changes:
        return
    if asked == "phone" and details.bad_phone:
        heard.hint = "invalid"
    elif asked == "description":
        _describe(message, details, heard)
    elif asked == "category":
        heard.changes["category"] = (
            categories.named(message.text) or categories.read(message.text) or categories.OTHER
        )
    elif heard.changes:
        heard.hint = message.hint
    elif asked in _FREE and len(words(message.text)) <= 12:
        heard.changes[asked] = message.text[:_LONGEST_ANSWER]
    elif asked == "address":
        _unclear_address(message, details, heard)


def _describe(message: Message, details: Details, heard: Heard) -> None:
    told = details.rest if heard.changes else message.text
    is_enough = len(words(told)) >= 3 or categories.read(told) or message.hint == "more"
    if is_enough and words(told):
        heard.changes["description"] = with_addition(None, message.text)
    elif not heard.changes:
        heard.hint = "more"


def _unclear_address(message: Message, details: Details, heard: Heard) -> None:
    is_second = message.hint in {"unclear", "needed"} and len(words(message.text)) <= STORY
    if is_second and words(message.text) and not message.intent.startswith("report_"):
        heard.changes["address"] = message.text[:_LONGEST_ANSWER]
    elif not _is_about_the_problem(message, details):
        heard.hint = "unclear"


def _is_about_the_problem(message: Message, details: Details) -> bool:
    rest = details.rest
    if message.intent.startswith("report_") and len(words(rest)) >= 3:
        return True
    return bool(rest) and (len(words(rest)) >= _LONG or bool(categories.read(rest)))


def _add_to_description(message: Message, details: Details, heard: Heard) -> None:
    """Keep what the message says about the problem beside what was asked."""
    if "description" in heard.changes or message.asked == "description":
        return
    if "details" in heard.changes and besides.is_short(message.text):
        return
    if message.text in heard.changes.values():
        return
    if not _is_about_the_problem(message, details):
        return
    told = message.text if len(words(details.rest)) > 2 * _LONG else details.rest
    description = value_of(message.slots, "description")
    longer = with_addition(description, told)
    if longer != description:
        heard.changes["description"] = longer
        heard.added = description is not None
