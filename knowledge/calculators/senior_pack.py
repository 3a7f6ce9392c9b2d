"""Which works would adapt a senior's home: pack, budget, delay, next committee.

The packs are a proposal: their entries say so, and so does the result.
"""

from __future__ import annotations

from dataclasses import dataclass

from knowledge.calculators.book import Book
from knowledge.calculators.model import Calculator, Given, Input, Kind, Reason, Result
from knowledge.calculators.senior_commission import next_committee

_WHO = "office64-senior-age"
_WHERE = "office64-senior-etage"
_DIFFER = "office64-senior-criteres-flous"
_DELAYS = "office64-senior-delais"
_BEYOND = "office64-senior-hors-pack"
_MONTHS = "office64-senior-commissions"
_STATE = "office64-packs-etat"


@dataclass(frozen=True)
class _Pack:
    """A pack: its verdict, its entry, its text, the value of its delay, what is said of when."""

    verdict: str
    entry: str
    text: str
    delay: str
    committee: str


_PACKS = {
    "bars": _Pack(
        "pack-s", "office64-pack-s", "senior_pack_s", "court", "senior_pack_committee_unsure"
    ),
    "bars-and-chair": _Pack(
        "pack-m", "office64-pack-m", "senior_pack_m", "court", "senior_pack_committee_unsure"
    ),
    "shower": _Pack("pack-l", "office64-pack-l", "senior_pack_l", "long", "senior_pack_committee"),
}


def senior_pack(given: Given, book: Book) -> Result:
    """Return the pack that holds the works wanted, for a person and a home that may have it."""
    pack = _PACKS.get(given["works"])
    stopped = _person(given, book) or _home(given, book)
    if stopped:
        return stopped
    return _adapted(pack, book) if pack else _beyond(book)


def _person(given: Given, book: Book) -> Result | None:
    if given["disability"]:
        return None
    least = book.number(_WHO, "age")
    figures = {"least": book.figure(_WHO, "age")}
    if given["age"] < least:
        return Result("too-young", (Reason("senior_pack_too_young", figures, _WHO),), figures)
    if given["age"] == least:
        edge = Reason("senior_pack_age_to_confirm", figures, _WHO)
        return Result("to-confirm", (edge,), figures)
    return None


def _home(given: Given, book: Book) -> Result | None:
    dwelling = given["dwelling"]
    if dwelling == "t1":
        return Result("not-in-source", (Reason("senior_pack_t1", entry=_WHERE),))
    if dwelling == "t4-or-more":
        return Result("case-by-case", (Reason("senior_pack_t4", entry=_WHERE),))
    if given["lift"] or given["floor"] <= book.number(_WHERE, "etage"):
        return None
    figures = {"highest": book.figure(_WHERE, "etage")}
    high = Reason("senior_pack_too_high", figures, _WHERE)
    return Result("too-high", (high, Reason("senior_pack_differ", entry=_DIFFER)), figures)


def _beyond(book: Book) -> Result:
    next_one = next_committee(book)
    reasons = (
        Reason("senior_pack_beyond", entry=_BEYOND),
        Reason("senior_pack_committee", entry=_MONTHS),
        next_one,
        Reason("senior_pack_proof", entry=_WHO),
    )
    return Result("beyond-packs", reasons, next_one.values)


def _adapted(pack: _Pack, book: Book) -> Result:
    next_one = next_committee(book)
    figures = {
        "budget": book.figure(pack.entry, "budget"),
        "delay": book.figure(_DELAYS, pack.delay),
    }
    reasons = (
        Reason(pack.text, figures, pack.entry),
        Reason("senior_pack_delay", figures, _DELAYS),
        Reason(pack.committee, entry=_MONTHS),
        next_one,
        Reason("senior_pack_proof", entry=_WHO),
        Reason("senior_pack_state", {"board": book.figure(_STATE, "date")}, _STATE),
    )
    return Result(pack.verdict, reasons, {**figures, **next_one.values})


SENIOR_PACK = Calculator(
    "senior-pack",
    (
        Input("works", Kind.CHOICE, (*_PACKS, "other")),
        Input("disability", Kind.YES_NO),
        Input("age", Kind.NUMBER, most=120),
        Input("dwelling", Kind.CHOICE, ("t1", "t2", "t3", "t4-or-more")),
        Input("lift", Kind.YES_NO),
        Input("floor", Kind.NUMBER, most=50),
    ),
    senior_pack,
    frozenset({"office64"}),
)
