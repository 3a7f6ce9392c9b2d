"""What it costs to leave the OPS survey unanswered for a number of months."""

from __future__ import annotations

from knowledge.calculators.book import Book
from knowledge.calculators.model import Calculator, Figure, Given, Input, Kind, Reason, Result
from knowledge.model import Unit

_PENALTY = "national-ops-penalite"


def ops_penalty(given: Given, book: Book) -> Result:
    """Return the monthly penalty times the months without an answer; no month costs nothing."""
    months = given["months"]
    monthly = book.figure(_PENALTY, "penalite")
    total = Figure(Unit.EUROS, book.number(_PENALTY, "penalite") * months)
    values = {"months": Figure(Unit.MONTHS, months), "monthly": monthly, "total": total}
    verdict, text = (
        ("due", "ops_penalty_due") if months else ("nothing-due", "ops_penalty_nothing_due")
    )
    return Result(verdict, (Reason(text, values, _PENALTY),), {"total": total})


OPS_PENALTY = Calculator("ops-penalty", (Input("months", Kind.NUMBER, most=600),), ops_penalty)
