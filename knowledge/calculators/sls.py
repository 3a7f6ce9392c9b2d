"""Is a tenant in the scope of the SLS survey, is an SLS due, and what follows no answer?

Never its amount: the ceilings are not in the sources.
"""

from __future__ import annotations

from knowledge.calculators.book import Book
from knowledge.calculators.model import Calculator, Figure, Given, Input, Kind, Reason, Result
from knowledge.model import Unit

_WHO, _OUTSIDE = "national-sls-qui-quand", "national-sls-exclusions"
_THRESHOLD, _PLS = "national-sls-seuil", "national-sls-pls"
_NO_ANSWER, _ADDED_UP = "national-sls-sans-reponse", "office64-sls-cumul"


def _outside(given: Given, book: Book) -> Reason | None:
    """Return why the survey does not concern the home; what is known already is not asked."""
    if given["apl"]:
        return Reason("sls_apl", {"day": book.figure(_WHO, "jour")}, _WHO)
    if given["financing"] == "pli":
        return Reason("sls_outside_pli", {}, _OUTSIDE)
    if given["zrr"] == "yes":
        return Reason("sls_outside_zrr", {}, _OUTSIDE)
    return None


def _unanswered(book: Book) -> Result:
    fee = book.figure(_NO_ANSWER, "frais")
    reasons = [Reason("sls_no_answer", {"fee": fee}, _NO_ANSWER)]
    if book.landlord is not None and book.holds(_ADDED_UP):
        values = {"penalty": book.figure(_ADDED_UP, "penalite")}
        reasons.append(Reason("sls_no_answer_added", values, _ADDED_UP))
    return Result("flat-rate", tuple(reasons), {"fee": fee})


def _pls(book: Book) -> Result:
    values = {"over_plus": book.figure(_PLS, "plus"), "over_pls": book.figure(_PLS, "pls")}
    return Result("sources-differ", (Reason("sls_pls", values, _PLS),))


def _by_income(given: Given, book: Book) -> Result:
    threshold = book.figure(_THRESHOLD, "seuil")
    values = {"threshold": threshold}
    if given["income"] == "unknown":
        return Result("depends", (Reason("sls_threshold", values, _THRESHOLD),))
    if given["income"] == "under":
        return Result("not-due", (Reason("sls_under", values, _THRESHOLD),))
    values["over"] = Figure(Unit.PERCENT, given["over"])
    if given["over"] > book.number(_THRESHOLD, "seuil"):
        amount = Reason("sls_amount_unknown")
        return Result("due", (Reason("sls_due", values, _THRESHOLD), amount))
    return Result("not-due", (Reason("sls_not_due", values, _THRESHOLD),))


def sls(given: Given, book: Book) -> Result:
    """Return what the survey means for a tenant, the exceptions first."""
    outside = _outside(given, book)
    if outside is not None:
        return Result("not-concerned", (outside,))
    if not given["answered"]:
        return _unanswered(book)
    return _pls(book) if given["financing"] == "pls" else _by_income(given, book)


SLS = Calculator(
    "sls",
    (
        Input("apl", Kind.YES_NO, told={"day": (_WHO, "jour")}),
        Input("financing", Kind.CHOICE, ("plus", "plai", "pls", "pli", "unknown")),
        Input("zrr", Kind.CHOICE, ("yes", "no", "unknown")),
        Input("answered", Kind.YES_NO),
        Input("income", Kind.CHOICE, ("under", "over", "unknown")),
        Input("over", Kind.NUMBER, most=1000),
    ),
    sls,
)
