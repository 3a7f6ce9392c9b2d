"""Until when an applicant may send the papers that the allocation officer asked for."""

from __future__ import annotations

from datetime import UTC, timedelta
from decimal import Decimal

from knowledge.calculators.book import Book
from knowledge.calculators.model import Calculator, Figure, Given, Input, Kind, Reason, Result
from knowledge.hours import PARIS
from knowledge.model import Unit

_RULE = "office64-papiers-caleol"
_HOUR = timedelta(hours=1)


def papers_deadline(given: Given, book: Book) -> Result:
    """Return the end of the delay, hour by hour on the clock, and what is left of it.

    Hours are real ones: across a change of clocks, the hands end elsewhere than they began.
    """
    asked = given["asked_at"]
    if asked > book.now:
        given.refuse("asked_at")
    delay = timedelta(hours=int(book.number(_RULE, "delai")))
    ends = (asked.astimezone(UTC) + delay).astimezone(PARIS)
    left = Figure(Unit.HOURS, Decimal(max(ends - book.now, timedelta(0)) // _HOUR))
    values = {
        "delay": book.figure(_RULE, "delai"),
        "asked": Figure(Unit.DATE, asked.astimezone(PARIS)),
        "ends": Figure(Unit.DATE, ends),
        "left": left,
    }
    figures = {"ends": values["ends"], "left": left}
    if ends <= book.now:
        return Result("over", (Reason("papers_deadline_over", values, _RULE),), figures)
    text = "papers_deadline_running" if left.value else "papers_deadline_last_hour"
    return Result("running", (Reason(text, values, _RULE),), figures)


PAPERS_DEADLINE = Calculator(
    "papers-deadline",
    (Input("asked_at", Kind.MOMENT),),
    papers_deadline,
    landlords=frozenset({"office64"}),
)
