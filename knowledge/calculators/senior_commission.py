"""When the next committee examines requests to adapt a senior's home."""

from __future__ import annotations

from knowledge.calculators.book import Book
from knowledge.calculators.dates import after_months
from knowledge.calculators.model import Calculator, Figure, Given, Input, Kind, Reason, Result
from knowledge.model import Unit

_MONTHS = "office64-senior-commissions"


def senior_commission(given: Given, book: Book) -> Result:
    """Say in which month the next committee sits; a grave health emergency does not wait."""
    if given["urgent"]:
        return Result("no-committee", (Reason("senior_commission_urgent", entry=_MONTHS),))
    told = next_committee(book)
    this_month = told.values["month"].value == book.today.replace(day=1)
    return Result("this-month" if this_month else "later", (told,), told.values)


def next_committee(book: Book) -> Reason:
    """Tell the month of the next committee; in a month that has one, the month after it too.

    The sources give months, never days: it may be over.
    """
    listed = book.items(_MONTHS, "mois")
    this = book.today.replace(day=1)
    ahead = (after_months(this, count) for count in range(25))
    first, second, *_ = (month for month in ahead if str(month.month) in listed)
    figures = {"month": Figure(Unit.DATE, first, "month")}
    if first != this:
        return Reason("senior_commission_later", figures, _MONTHS)
    figures["after"] = Figure(Unit.DATE, second, "month")
    return Reason("senior_commission_this_month", figures, _MONTHS)


SENIOR_COMMISSION = Calculator(
    "senior-commission",
    (Input("urgent", Kind.YES_NO),),
    senior_commission,
    frozenset({"office64"}),
)
