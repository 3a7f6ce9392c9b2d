"""How a tenant's request for another home is ranked, by its reason."""

from __future__ import annotations

from knowledge.calculators.book import Book
from knowledge.calculators.dates import after_months
from knowledge.calculators.model import Calculator, Figure, Given, Input, Kind, Reason, Result
from knowledge.model import Unit

_RANKED = "office64-mutation-priorites"
_WORK = "office64-mutation-travail"
_KEPT = "office64-mutation-conditions"
_URGENT = "rochefort-mutation-urgente"
_LIST = "rochefort-liste-urgences"
_STUDIED = "rochefort-mutation"
_DANGER = "urgence-violence"

_OFFICE64_FIRST = frozenset(
    {"too-big", "too-small", "rent", "health", "lower-floor", "rehousing", "rental-usufruct"}
)
_OFFICE64_ADVISER = frozenset({"health", "lower-floor", "rent"})
_ROCHEFORT_URGENT = frozenset(
    {"too-big", "too-small", "rent", "disability", "lower-floor", "occupancy-review"}
)
_ROCHEFORT_SILENT = frozenset({"rehousing", "rental-usufruct"})
_REASONS = (
    *("too-big", "too-small", "rent", "health", "disability", "lower-floor", "violence"),
    *("disturbance", "work", "rehousing", "rental-usufruct", "occupancy-review", "family", "other"),
)


def mutation_priority(given: Given, book: Book) -> Result:
    """Say whether the reason is ranked first; else the request goes by seniority."""
    if given["reason"] == "violence":
        return _after_violence(book)
    return _office64(given, book) if book.landlord == "office64" else _rochefort(given, book)


def _after_violence(book: Book) -> Result:
    numbers = {name: book.figure(_DANGER, name) for name in ("police", "europe", "sms", "femmes")}
    danger = Reason("mutation_priority_danger", numbers, _DANGER)
    if book.landlord == "office64":
        followed = Reason("mutation_priority_violence_followed", entry=_RANKED)
        return Result("followed-by-adviser", (followed, danger))
    silent = Reason("mutation_priority_silent", entry=_STUDIED)
    return Result("not-in-source", (silent, danger))


def _office64(given: Given, book: Book) -> Result:
    reason = given["reason"]
    if reason == "work":
        return _closer_to_work(given, book)
    if reason == "disability":
        unnamed = Reason("mutation_priority_disability_unnamed", entry=_RANKED)
        return Result("to-confirm", (unnamed,))
    if reason not in _OFFICE64_FIRST:
        return _by_seniority(Reason("mutation_priority_unlisted", entry=_RANKED))
    told = [Reason("mutation_priority_first", entry=_RANKED)]
    if reason in _OFFICE64_ADVISER:
        told.append(Reason("mutation_priority_adviser", entry=_RANKED))
    return Result("priority", (*told, Reason("mutation_priority_kept", entry=_KEPT)))


def _by_seniority(why: Reason) -> Result:
    by_seniority = Reason("mutation_priority_by_seniority", entry=_RANKED)
    return Result("by-seniority", (why, by_seniority), why.values)


def _closer_to_work(given: Given, book: Book) -> Result:
    least = book.figure(_WORK, "distance")
    figures = {"least": least}
    kept = Reason("mutation_priority_kept", entry=_KEPT)
    if given["distance"] >= book.number(_WORK, "distance"):
        far = Reason("mutation_priority_far", figures, _WORK)
        return Result("priority", (far, kept), figures)
    if not given["transport"]:
        return Result("priority", (Reason("mutation_priority_no_transport", entry=_WORK), kept))
    return _by_seniority(Reason("mutation_priority_near", figures, _WORK))


def _rochefort(given: Given, book: Book) -> Result:
    reason = given["reason"]
    complained = reason == "disturbance" and given["complaint"]
    if complained or reason in _ROCHEFORT_URGENT:
        listed = Reason("mutation_priority_list", entry=_LIST)
        return Result("urgent", (Reason("mutation_priority_urgent", entry=_URGENT), listed))
    if reason in _ROCHEFORT_SILENT:
        return Result("not-in-source", (Reason("mutation_priority_silent", entry=_STUDIED),))
    studied = _after_a_while(given, book)
    if reason == "disturbance":
        complaint = Reason("mutation_priority_complaint_wanted", entry=_URGENT)
        return Result(studied.verdict, (*studied.reasons, complaint), studied.figures)
    return studied


def _after_a_while(given: Given, book: Book) -> Result:
    moved_in = given["moved_in"]
    if moved_in > book.today:
        given.refuse("moved_in")
    start = after_months(moved_in, int(book.number(_STUDIED, "duree") * 12))
    figures = {"years": book.figure(_STUDIED, "duree"), "start": Figure(Unit.DATE, start)}
    if book.today < start:
        early = Reason("mutation_priority_too_early", figures, _STUDIED)
        return Result("too-early", (early,), figures)
    studied = Reason("mutation_priority_studied", figures, _STUDIED)
    return Result("by-seniority", (studied,), figures)


MUTATION_PRIORITY = Calculator(
    "mutation-priority",
    (
        Input("reason", Kind.CHOICE, _REASONS),
        Input("distance", Kind.NUMBER, most=2_000),
        Input("transport", Kind.YES_NO),
        Input("complaint", Kind.YES_NO),
        Input("moved_in", Kind.DATE),
    ),
    mutation_priority,
    frozenset({"office64", "rochefort"}),
    by_landlord=True,
)
