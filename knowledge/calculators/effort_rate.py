"""Which share of a household's income a rent takes, and the share that the landlord aims at."""

from __future__ import annotations

from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from knowledge.calculators.book import Book
from knowledge.calculators.model import Calculator, Figure, Given, Input, Kind, Reason, Result
from knowledge.model import Unit

_ENTRIES = {"office64": "office64-taux-effort", "rochefort": "rochefort-taux-effort"}
_TENTH = Decimal("0.1")
_CENT = Decimal("0.01")


def effort_rate(given: Given, book: Book) -> Result:
    """Compare the rate with the landlord's ceiling; the ceiling itself is still within.

    The rate is written rounded up, so that it never looks within when it is above.
    """
    entry = _ENTRIES[str(book.landlord)]
    rent, income = given["rent"], given["income"]
    ceiling = book.figure(entry, "taux")
    if not income:
        return Result("no-income", (Reason("effort_rate_no_income", entry=entry),))
    exact = rent * 100 / income
    highest = income * book.number(entry, "taux") / 100
    figures = {
        "rate": Figure(Unit.PERCENT, exact.quantize(_TENTH, ROUND_CEILING)),
        "ceiling": ceiling,
        "highest": Figure(Unit.EUROS_PER_MONTH, highest.quantize(_CENT, ROUND_FLOOR)),
    }
    told = (_told(rent <= highest, figures, entry), Reason("effort_rate_unsaid", entry=entry))
    return Result("within" if rent <= highest else "above", told, figures)


def _told(within: bool, figures: dict[str, Figure], entry: str) -> Reason:
    if within:
        return Reason("effort_rate_within", figures, entry)
    if entry == _ENTRIES["office64"]:
        return Reason("effort_rate_above_may_be_accepted", figures, entry)
    return Reason("effort_rate_above", figures, entry)


EFFORT_RATE = Calculator(
    "effort-rate",
    (Input("rent", Kind.EUROS), Input("income", Kind.EUROS)),
    effort_rate,
    frozenset(_ENTRIES),
    by_landlord=True,
)
