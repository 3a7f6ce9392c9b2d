"""Until when a refusal keeps an application from being examined, and what the reason is worth."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from knowledge.calculators.book import Book
from knowledge.calculators.dates import after_months
from knowledge.calculators.model import Calculator, Figure, Given, Input, Kind, Reason, Result
from knowledge.model import Unit

_OFFICE64, _REASONS = "office64-refus-regle", "office64-refus-motifs-illegitimes"
_VALID = "office64-refus-demande-valable"
_ROCHEFORT, _EMERGENCY = "rochefort-refus", "rochefort-refus-urgence"
_HELD: Mapping[str, str] = {
    "known-before": "refusal_known_before",
    "comfort": "refusal_comfort",
    "no-answer": "refusal_no_answer",
    "other": "refusal_other",
}


def _until(refused: date, rule: str, book: Book) -> Figure:
    return Figure(Unit.DATE, after_months(refused, 12 * int(book.number(rule, "attente"))))


def _told(given: Given, book: Book, rule: str) -> Mapping[str, Figure]:
    """Return the day of the refusal, the wait and its end; a day to come is refused."""
    refused = given["refused_on"]
    if refused > book.today:
        given.refuse("refused_on")
    return {
        "refused": Figure(Unit.DATE, refused),
        "wait": book.figure(rule, "attente"),
        "until": _until(refused, rule, book),
    }


def _is_over(values: Mapping[str, Figure], book: Book) -> bool:
    until = values["until"].value
    return isinstance(until, date) and until < book.today


def _office64(given: Given, book: Book) -> Result:
    values = _told(given, book, _OFFICE64)
    reason = given.get("reason") or "other"
    held = Reason(_HELD[reason], {}, _OFFICE64 if reason == "no-answer" else _REASONS)
    valid = Reason("refusal_still_valid", {}, _VALID)
    figures = {"until": values["until"]}
    if _is_over(values, book):
        return Result("over", (Reason("refusal_over", values, _OFFICE64), valid), figures)
    if reason == "other":
        blocked = Reason("refusal_blocked_unless", values, _OFFICE64)
        return Result("depends", (blocked, held, valid), figures)
    return Result("blocked", (Reason("refusal_blocked", values, _OFFICE64), held, valid), figures)


def _on_emergency_list(book: Book) -> Reason:
    return Reason(
        "refusal_emergency_list", {"refusals": book.figure(_EMERGENCY, "refus")}, _EMERGENCY
    )


def _rochefort(given: Given, book: Book) -> Result:
    count, allowed = given["refusals"], book.number(_ROCHEFORT, "refus")
    listed = (_on_emergency_list(book),) if given["emergency_list"] else ()
    rule = {"allowed": book.figure(_ROCHEFORT, "refus")}
    if count < allowed:
        counted = {**rule, "refusals": Figure(Unit.COUNT, count)}
        below = Reason("refusal_not_yet", counted, _ROCHEFORT)
        return Result("removed" if listed else "not-blocked", (*listed, below))
    values = {**_told(given, book, _ROCHEFORT), **rule}
    over = _is_over(values, book)
    text = "refusal_count_over" if over else "refusal_count_blocked"
    reasons = (Reason(text, values, _ROCHEFORT), *listed)
    return Result("over" if over else "blocked", reasons, {"until": values["until"]})


def refusal(given: Given, book: Book) -> Result:
    """Return the end of the wait by the landlord's own rule, and what the reason is worth."""
    return _office64(given, book) if book.holds(_OFFICE64) else _rochefort(given, book)


REFUSAL = Calculator(
    "refusal",
    (
        Input("refused_on", Kind.DATE),
        Input(
            "reason",
            Kind.CHOICE,
            ("known-before", "comfort", "no-answer", "other"),
            optional=True,
        ),
        Input("refusals", Kind.NUMBER, least=1, most=50),
        Input("emergency_list", Kind.YES_NO),
    ),
    refusal,
    by_landlord=True,
)
