"""Did the household's income fall enough for its SLS to be reckoned anew?"""

from __future__ import annotations

from decimal import ROUND_DOWN, Decimal

from knowledge.calculators.book import Book
from knowledge.calculators.model import Calculator, Figure, Given, Input, Kind, Reason, Result
from knowledge.model import Unit

_RULE = "office64-sls-recalcul"
_TENTH = Decimal("0.1")


def _fall(given: Given) -> Decimal:
    """Return the fall in percent; a rise is none."""
    if given.get("fall") is not None:
        return Decimal(given["fall"])
    before, now = Decimal(given["before"]), Decimal(given["now"])
    return max(Decimal(0), (before - now) * 100 / before)


def sls_recalculation(given: Given, book: Book) -> Result:
    """Return whether it may be asked for; told down to a tenth, so that 9.99 is never ten."""
    fall, least = _fall(given), book.number(_RULE, "baisse")
    told = Figure(Unit.PERCENT, fall.quantize(_TENTH, ROUND_DOWN))
    values = {"fall": told, "least": book.figure(_RULE, "baisse")}
    if fall >= least:
        reason = Reason("sls_recalculation_possible", values, _RULE)
        return Result("possible", (reason,), {"fall": told})
    text = "sls_recalculation_too_small" if fall else "sls_recalculation_no_fall"
    return Result(
        "too-small" if fall else "no-fall", (Reason(text, values, _RULE),), {"fall": told}
    )


SLS_RECALCULATION = Calculator(
    "sls-recalculation",
    (
        Input("fall", Kind.NUMBER, most=100, optional=True),
        Input("before", Kind.EUROS, least=1),
        Input("now", Kind.EUROS),
    ),
    sls_recalculation,
    landlords=frozenset({"office64"}),
)
