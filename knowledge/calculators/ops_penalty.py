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
    verdict = "due" if months else "nothing-due"
    return Result(
        verdict,
        (Reason(f"ops_penalty_{verdict.replace('-', '_')}", values, _PENALTY),),
        {"total": total},
    )


OPS_PENALTY = Calculator("ops-penalty", (Input("months", Kind.NUMBER),), ops_penalty)
