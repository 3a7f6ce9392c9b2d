"""May a tenant lose the right to remain, from when, and what protects from it?"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from knowledge.calculators.book import Book
from knowledge.calculators.dates import after_months
from knowledge.calculators.model import Calculator, Figure, Given, Input, Kind, Reason, Result
from knowledge.model import Unit

_ZONES, _PROTECTED = "national-maintien-zones", "national-maintien-exceptions"
_RULES = {
    "no-answer": "national-maintien-non-reponse",
    "over-ceiling": "national-maintien-depassement",
}
_LOST = {
    "no-answer": "right_to_remain_lost_no_answer",
    "over-ceiling": "right_to_remain_lost_over_ceiling",
}


def _kept(reason: Reason) -> Result:
    return Result("kept", (reason,))


def _protection(look: Callable[[str], Any], book: Book) -> Reason | None:
    """Return what protects the tenant, as far as `look` tells."""
    age, limit = look("age"), book.figure(_PROTECTED, "age")
    if age is not None and age > book.number(_PROTECTED, "age"):
        return Reason("right_to_remain_age", {"limit": limit}, _PROTECTED)
    if look("disability"):
        return Reason("right_to_remain_disability", {}, _PROTECTED)
    district = look("district")
    if district == "now":
        return Reason("right_to_remain_district", {}, _PROTECTED)
    if district == "at-entry" and look("cause") == "over-ceiling":
        return Reason("right_to_remain_district_at_entry", {}, _PROTECTED)
    return None


def _income_too_low(given: Given, book: Book) -> Reason | None:
    rule = _RULES["over-ceiling"]
    if given["cause"] != "over-ceiling" or given["share"] > book.number(rule, "seuil"):
        return None
    values = {
        "share": Figure(Unit.PERCENT, given["share"]),
        "threshold": book.figure(rule, "seuil"),
    }
    return Reason("right_to_remain_income", values, rule)


def _lost(given: Given, book: Book) -> Result:
    rule = _RULES[given["cause"]]
    year = int(given["year"])
    months = int(book.number(rule, "delai"))
    starts = date(year + 1, 1, 1)
    ends = Figure(Unit.DATE, after_months(starts, months))
    values = {
        "delay": book.figure(rule, "delai"),
        "starts": Figure(Unit.DATE, starts),
        "ends": ends,
    }
    reasons = [Reason(_LOST[given["cause"]], values, rule)]
    if given["cause"] == "no-answer":
        reasons.append(Reason("right_to_remain_mend", {"ends": ends}, rule))
    return Result("may-be-lost", tuple(reasons), {"ends": ends})


def right_to_remain(given: Given, book: Book) -> Result:
    """Return whether the right may be lost: in a tense zone, two years running, unprotected."""
    # What was told already may end it before anything is asked.
    protected = _protection(given.get, book)
    if protected:
        return _kept(protected)
    rule = _RULES[given["cause"]]
    if given["zone"] == "other":
        return _kept(
            Reason("right_to_remain_zone", {"zones": book.figure(_ZONES, "zones")}, _ZONES)
        )
    if given["years"] < book.number(rule, "duree"):
        return _kept(Reason("right_to_remain_years", {"years": book.figure(rule, "duree")}, rule))
    kept = _protection(given.__getitem__, book) or _income_too_low(given, book)
    if kept:
        return _kept(kept)
    if given["zone"] == "unknown":
        zones = Reason(
            "right_to_remain_zone_unknown", {"zones": book.figure(_ZONES, "zones")}, _ZONES
        )
        lost = _lost(given, book)
        return Result("depends", (zones, *lost.reasons), lost.figures)
    return _lost(given, book)


RIGHT_TO_REMAIN = Calculator(
    "right-to-remain",
    (
        Input("cause", Kind.CHOICE, ("no-answer", "over-ceiling")),
        Input(
            "zone",
            Kind.CHOICE,
            ("tense", "other", "unknown"),
            told={"zones": (_ZONES, "zones")},
        ),
        Input("years", Kind.NUMBER, most=50),
        Input("age", Kind.NUMBER, least=16, most=120),
        Input("disability", Kind.YES_NO),
        Input("district", Kind.CHOICE, ("now", "at-entry", "no")),
        Input("share", Kind.NUMBER, most=1000),
        Input("year", Kind.NUMBER, least=2000, most=2100),
    ),
    right_to_remain,
)
