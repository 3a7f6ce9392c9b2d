"""What is left to live on, by day and by consumption unit, once the rent is paid."""

from __future__ import annotations

from decimal import ROUND_FLOOR, Decimal

from knowledge.calculators.book import Book
from knowledge.calculators.model import Calculator, Figure, Given, Input, Kind, Reason, Result
from knowledge.model import Unit

_RULE = "rochefort-taux-effort"
_SCALE = "national-unites-consommation"
_AGE = {"age": (_SCALE, "age")}
_SHORT, _LONG = 30, 31
"""The source does not say how many days it counts in a month."""
_CENT = Decimal("0.01")


def remaining_income(given: Given, book: Book) -> Result:
    """Compare what is left with the least by day; between a short and a long month, say so."""
    left = given["income"] - given["bill"]
    units = _units(given, book)
    least = book.number(_RULE, "reste") * units
    figures = {
        "left": Figure(Unit.EUROS, left),
        "units": Figure(Unit.COUNT, units),
        "by_day": _by_day(left, units, _SHORT),
        "by_day_long": _by_day(left, units, _LONG),
        "least": book.figure(_RULE, "reste"),
    }
    scale = Reason("remaining_income_scale", _scale(book), _SCALE)
    if left >= least * _LONG:
        return Result("enough", (Reason("remaining_income_enough", figures, _RULE), scale), figures)
    if left >= least * _SHORT:
        edge = Reason("remaining_income_borderline", figures, _RULE)
        return Result("borderline", (edge, scale), figures)
    return Result("below", (Reason("remaining_income_below", figures, _RULE), scale), figures)


def _by_day(left: Decimal, units: Decimal, days: int) -> Figure:
    return Figure(Unit.EUROS, (left / units / days).quantize(_CENT, ROUND_FLOOR))


def _units(given: Given, book: Book) -> Decimal:
    first, other, child = (book.number(_SCALE, name) for name in ("premiere", "autre", "enfant"))
    adults: Decimal = given["adults"]
    children: Decimal = given["children"]
    return first + (adults - 1) * other + children * child


def _scale(book: Book) -> dict[str, Figure]:
    return {name: book.figure(_SCALE, name) for name in ("premiere", "autre", "enfant", "age")}


REMAINING_INCOME = Calculator(
    "remaining-income",
    (
        Input("income", Kind.EUROS),
        Input("bill", Kind.EUROS),
        Input("adults", Kind.NUMBER, least=1, most=20, told=_AGE),
        Input("children", Kind.NUMBER, most=20, told=_AGE),
    ),
    remaining_income,
    frozenset({"rochefort"}),
)
