"""Which information point of the Lacq-Orthez territory helps an applicant, and when it is open."""

from __future__ import annotations

from knowledge.calculators.book import Book
from knowledge.calculators.model import Calculator, Figure, Given, Input, Kind, Reason, Result
from knowledge.hours import closing, next_opening
from knowledge.model import Unit
from knowledge.search_text import fold

_MOURENX = "cclo-mourenx-permanence"
_ORTHEZ = "cclo-orthez"
_RELAYS = "cclo-points-relais"
_CONTACTS = "cclo-contacts"


def information_point(given: Given, book: Book) -> Result:
    """Name the point of the commune; of another commune, which points there are.

    The sources name two communes and measure no distance: nothing is said of which is nearer.
    """
    commune = fold(given["commune"]).strip()
    if commune == "mourenx":
        return _at_mourenx(book, ())
    if commune != "orthez":
        return _both(book)
    if given["need"] == "register":
        return _at_mourenx(book, (Reason("information_point_orthez_no_register", entry=_ORTHEZ),))
    return _at_orthez(book)


def _at_mourenx(book: Book, before: tuple[Reason, ...]) -> Result:
    when, figures = _opening(book)
    address = {
        "telephone": book.figure(_CONTACTS, "mourenx"),
        "address": book.figure(_CONTACTS, "adresse_mourenx"),
    }
    told = (
        *before,
        Reason("information_point_mourenx", entry=_MOURENX),
        when,
        Reason("information_point_contact", address, _CONTACTS),
    )
    return Result("mourenx", told, {**figures, **address})


def _at_orthez(book: Book) -> Result:
    address = {
        "telephone": book.figure(_CONTACTS, "orthez"),
        "address": book.figure(_CONTACTS, "adresse_orthez"),
    }
    told = (
        Reason("information_point_orthez", entry=_ORTHEZ),
        Reason("information_point_contact", address, _CONTACTS),
    )
    return Result("orthez", told, address)


def _both(book: Book) -> Result:
    when, figures = _opening(book)
    told = (
        Reason("information_point_no_distance", entry=_RELAYS),
        Reason("information_point_mourenx", entry=_MOURENX),
        when,
        Reason("information_point_orthez", entry=_ORTHEZ),
    )
    return Result("both", told, figures)


def _opening(book: Book) -> tuple[Reason, dict[str, Figure]]:
    point = book.entry(_MOURENX).contact
    closes = closing(point, book.now) if point else None
    if closes:
        figures = {"closes": Figure(Unit.DATE, closes)}
        return Reason("information_point_open", figures, _MOURENX), figures
    opens = next_opening(point, book.now) if point else None
    if opens:
        figures = {"opens": Figure(Unit.DATE, opens)}
        return Reason("information_point_closed", figures, _MOURENX), figures
    return Reason("information_point_no_hours", entry=_MOURENX), {}


INFORMATION_POINT = Calculator(
    "information-point",
    (
        Input("commune", Kind.TEXT),
        Input("need", Kind.CHOICE, ("register", "help")),
    ),
    information_point,
    frozenset({"office64"}),
)
