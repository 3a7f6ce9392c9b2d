"""Where a swap through the BEL stands, and what comes next."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from knowledge.calculators.book import Book
from knowledge.calculators.model import Calculator, Figure, Given, Input, Kind, Reason, Result
from knowledge.model import Unit

_FIRST = "office64-bel-etapes-debut"
_EXAMINED = "office64-bel-etapes-dossier"
_LAST = "office64-bel-etapes-fin"
_NOTHING = "nothing"

_NEXT = {
    _NOTHING: Reason("bel_step_registration", entry=_FIRST),
    "registration": Reason("bel_step_advert", entry=_FIRST),
    "advert": Reason("bel_step_contact", entry=_FIRST),
    "contact": Reason("bel_step_visits", entry=_FIRST),
    "visits": Reason("bel_step_request", entry=_FIRST),
    "request": Reason("bel_step_reception", entry=_EXAMINED),
    "reception": Reason("bel_step_opinions", entry=_EXAMINED),
    "opinions": Reason("bel_step_other_landlord", entry=_EXAMINED),
    "other-landlord": Reason("bel_step_examination", entry=_EXAMINED),
    "examination": Reason("bel_step_advice_visit", entry=_EXAMINED),
    "advice-visit": Reason("bel_step_committee", entry=_EXAMINED),
    "committee": Reason("bel_step_letter", entry=_EXAMINED),
    "letter": Reason("bel_step_agreement", entry=_EXAMINED),
    "agreement": Reason("bel_step_meeting", entry=_LAST),
    "meeting": Reason("bel_step_swap", entry=_LAST),
}
_VISITS = {"swap": "controle", "check-visit": "courtoisie"}
_DONE = (*_NEXT, *_VISITS, "courtesy-visit")


def bel_step(given: Given, book: Book) -> Result:
    """Return the number of the last step that is done, and the step after it."""
    done = given["done"]
    number = Figure(Unit.COUNT, Decimal(_DONE.index(done)))
    figures = {"number": number, "total": book.figure(_FIRST, "etapes")}
    place = Reason("bel_step_place", figures, _FIRST)
    if done == _NOTHING:
        place = Reason("bel_step_not_begun", figures, _FIRST)
    if done == _DONE[-1]:
        return Result("finished", (Reason("bel_step_finished", entry=_LAST), place), figures)
    if done in _VISITS:
        return _visit(done, figures, place, given, book)
    return Result(_DONE[_DONE.index(done) + 1], (_NEXT[done], place), figures)


def _visit(
    done: str, figures: dict[str, Figure], place: Reason, given: Given, book: Book
) -> Result:
    fact = _VISITS[done]
    delay = book.figure(_LAST, fact)
    texts = {"controle": "bel_step_check_visit", "courtoisie": "bel_step_courtesy_visit"}
    told = [Reason(texts[fact], {"delay": delay}, _LAST)]
    if given.get("swapped_on"):
        days = timedelta(days=int(book.number(_LAST, fact)))
        figures = {**figures, "day": Figure(Unit.DATE, given["swapped_on"] + days)}
        told.append(Reason("bel_step_visit_day", {"day": figures["day"]}, _LAST))
    return Result(_DONE[_DONE.index(done) + 1], (*told, place), figures)


BEL_STEP = Calculator(
    "bel-step",
    (Input("done", Kind.CHOICE, _DONE), Input("swapped_on", Kind.DATE, optional=True)),
    bel_step,
    frozenset({"office64"}),
)
