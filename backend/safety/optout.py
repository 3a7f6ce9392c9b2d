"""Reads STOP and START, in French first, with accents or without, before anything else does."""

from dataclasses import dataclass
from enum import StrEnum

from backend.safety.phrases import Hit, lexicons
from backend.safety.text import words

_LONGEST = 400


class OptOutKind(StrEnum):
    """Messages stop, or start again."""

    STOP = "STOP"
    START = "START"


class OptOutScope(StrEnum):
    """Every message, or those of a survey campaign only."""

    ALL = "all"
    CAMPAIGN = "campaign"


@dataclass(frozen=True, slots=True)
class OptOut:
    """What a person asks about receiving messages."""

    kind: OptOutKind
    scope: OptOutScope


def read_optout(text: str) -> OptOut | None:
    """Return the wish to receive no more messages, or to receive them again, or None.

    A word such as STOP counts when nothing else is said but courtesies and what is to stop ("stop
    sms merci"); END, QUIT and CANCEL only by themselves. "STOPPEZ la fuite" is a report.
    """
    cut = words(text[:_LONGEST])
    book = lexicons("optout")["optout"]
    units = book.units(cut)
    hits = book.find(units)
    told = {hit.idea for hit in hits}
    kind = _kind(told, hits, len(units))
    if kind is None:
        return None
    return OptOut(kind, OptOutScope.CAMPAIGN if "CAMPAIGN" in told else OptOutScope.ALL)


def _kind(told: set[str], hits: list[Hit], length: int) -> OptOutKind | None:
    for kind in (OptOutKind.START, OptOutKind.STOP):
        word, phrase = f"{kind}_WORD", f"{kind}_PHRASE"
        if phrase in told or (word in told and _fill(hits, {word, "FILLER", "CAMPAIGN"}, length)):
            return kind
    if "ONLY_ALONE" in told and _fill(hits, {"ONLY_ALONE"}, length):
        return OptOutKind.STOP
    return None


def _fill(hits: list[Hit], ideas: set[str], length: int) -> bool:
    """Tell whether these ideas make up the whole message."""
    said = {i for hit in hits if hit.idea in ideas for i in range(hit.first, hit.last + 1)}
    return len(said) == length
