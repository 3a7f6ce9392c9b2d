"""How many people a dwelling of each size wants, at the least, when they move in."""

from __future__ import annotations

from decimal import Decimal

from knowledge.calculators.book import Book
from knowledge.calculators.model import Calculator, Figure, Given, Input, Kind, Reason, Result
from knowledge.model import Unit

_TABLE = "rochefort-occupation"
_FOUR = "rochefort-occupation-quatre"
_EXCEPTIONS = "rochefort-occupation-derogations"
_LINES = {"t2": "deux", "t3": "trois", "t4": "quatre", "t5": "cinq", "t6": "six"}


def minimum_occupancy(given: Given, book: Book) -> Result:
    """Say whether the household is large enough; without a dwelling, up to which it is.

    The table has no line for four people nor for a T1: that is told, never filled in.
    """
    people, dwelling = given["people"], given.get("dwelling")
    if dwelling == "t1":
        return Result("not-in-source", (Reason("minimum_occupancy_t1", entry=_TABLE),))
    if people == book.number(_FOUR, "foyer"):
        return _four(book)
    if dwelling is None:
        return _largest(people, book)
    figures = _figures(people, dwelling, book)
    if people >= book.number(_TABLE, _LINES[dwelling]):
        return Result("met", (Reason("minimum_occupancy_met", figures, _TABLE),), figures)
    lacking = Reason("minimum_occupancy_not_met", figures, _TABLE)
    exceptions = Reason("minimum_occupancy_exceptions", entry=_EXCEPTIONS)
    return Result("not-met", (lacking, exceptions), figures)


def _four(book: Book) -> Result:
    figures = {name: book.figure(_FOUR, name) for name in ("foyer", "t4", "t5")}
    return Result("no-line", (Reason("minimum_occupancy_no_line", figures, _FOUR),), figures)


def _largest(people: Decimal, book: Book) -> Result:
    largest = max((size for size, line in _LINES.items() if people >= book.number(_TABLE, line)))
    figures = _figures(people, largest, book)
    told = Reason("minimum_occupancy_up_to", figures, _TABLE)
    return Result("up-to", (told, Reason("minimum_occupancy_guide", entry=_TABLE)), figures)


def _figures(people: Decimal, dwelling: str, book: Book) -> dict[str, Figure]:
    return {
        "people": Figure(Unit.COUNT, people),
        "dwelling": Figure(Unit.TEXT, dwelling.upper()),
        "least": book.figure(_TABLE, _LINES[dwelling]),
    }


MINIMUM_OCCUPANCY = Calculator(
    "minimum-occupancy",
    (
        Input("people", Kind.NUMBER, least=1, most=20),
        Input("dwelling", Kind.CHOICE, ("t1", *_LINES), optional=True),
    ),
    minimum_occupancy,
    frozenset({"rochefort"}),
)
