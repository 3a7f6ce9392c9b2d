"""Until when a BEL advert stays on line without a new log-in."""

from __future__ import annotations

from knowledge.calculators.book import Book
from knowledge.calculators.dates import after_months
from knowledge.calculators.model import Calculator, Figure, Given, Input, Kind, Reason, Result
from knowledge.model import Unit

_IDLE = "office64-bel-inactivite"
_OPENED = "office64-bel-definition"


def bel_advert(given: Given, book: Book) -> Result:
    """Return the day on which the site takes the advert off; from that day on it is off.

    A log-in to come, or before the site existed, is refused.
    """
    logged_in = given["logged_in"]
    opened = book.day(_OPENED, "ouverture")
    if not opened <= logged_in <= book.today:
        given.refuse("logged_in")
    end = after_months(logged_in, int(book.number(_IDLE, "delai")))
    figures = {"end": Figure(Unit.DATE, end), "delay": book.figure(_IDLE, "delai")}
    if book.today < end:
        return Result("on-line", (Reason("bel_advert_on_line", figures, _IDLE),), figures)
    return Result("switched-off", (Reason("bel_advert_off", figures, _IDLE),), figures)


BEL_ADVERT = Calculator(
    "bel-advert", (Input("logged_in", Kind.DATE),), bel_advert, frozenset({"office64"})
)
