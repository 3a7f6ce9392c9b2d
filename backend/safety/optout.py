"""Reads STOP and START, in French first, with accents or without, before anything else does."""

from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from backend.safety.phrases import Hit, lexicons, read_yaml
from backend.safety.text import Word, words

_LONGEST = 400
_SHORT = 10


class OptOutKind(StrEnum):
    """Messages stop, or start again."""

    STOP = "STOP"
    START = "START"


class OptOutScope(StrEnum):
    """Every message, those of every survey, or those of the survey that is meant."""

    ALL = "all"
    CAMPAIGNS = "campaigns"
    CAMPAIGN = "campaign"


@dataclass(frozen=True, slots=True)
class OptOut:
    """What a person asks about receiving messages."""

    kind: OptOutKind
    scope: OptOutScope


def read_optout(text: str, *, by_sms: bool = True) -> OptOut | None:
    """Return the wish to receive no more messages, or to receive them again, or None.

    A word such as STOP counts when nothing else is said but courtesies and what is to stop ("stop
    sms merci"); END, QUIT and CANCEL by themselves, and only where messages come `by_sms`: in a
    web chat they end a form. "STOPPEZ la fuite" is a report.
    """
    cut = words(text[:_LONGEST])
    book = lexicons("optout")["optout"]
    units = book.units(cut)
    hits = book.find(units)
    told = {hit.idea for hit in hits}
    if _wants(OptOutKind.START, hits, len(units.said)):
        return OptOut(OptOutKind.START, _scope(told, cut))
    alone = by_sms and _fill(hits, {"ONLY_ALONE"}, len(units.said))
    if alone or _wants(OptOutKind.STOP, hits, len(units.said)):
        return OptOut(OptOutKind.STOP, _scope(told, cut))
    return None


def _scope(told: set[str], cut: list[Word]) -> OptOutScope:
    if "CAMPAIGN" not in told:
        return OptOutScope.ALL
    several = "CAMPAIGNS" in told or any(word.text in _several() for word in cut)
    return OptOutScope.CAMPAIGNS if several else OptOutScope.CAMPAIGN


@lru_cache(maxsize=1)
def _several() -> frozenset[str]:
    return frozenset(read_yaml("optout")["several"])


def _wants(kind: OptOutKind, hits: list[Hit], length: int) -> bool:
    told = {hit.idea for hit in hits}
    word, phrase = f"{kind}_WORD", f"{kind}_PHRASE"
    if phrase in told or (word in told and _fill(hits, {word, "FILLER", "CAMPAIGN"}, length)):
        return True
    # "vos textos m'énervent, stop": the word, and what is to stop
    tired = kind is OptOutKind.STOP and bool(told & {"SMS_WORD", "WRONG_NUMBER"})
    return tired and word in told and length <= _SHORT


def _fill(hits: list[Hit], ideas: set[str], length: int) -> bool:
    """Tell whether these ideas make up the whole message."""
    said = {i for hit in hits if hit.idea in ideas for i in range(hit.first, hit.last + 1)}
    return 0 < length == len(said)
