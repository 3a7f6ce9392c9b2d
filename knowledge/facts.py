"""Hold the entries against the register of facts: each told, to nobody more, and no surer.

The register has an id, a visibility and a status for every fact of the catalogue, never what it
says.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from knowledge.errors import Problem
from knowledge.fields import mapping, word
from knowledge.model import Entry, Registered, Status, Visibility
from knowledge.report import Reporter
from knowledge.yaml_reader import Document

REGISTER = "facts.yaml"
_FIELDS = {"visibility", "status", "contradiction", "reason"}
_OPENNESS = list(Visibility)
_CERTAINTY = {
    Status.IN_FORCE: 3,
    Status.DATED: 2,
    Status.TO_CONFIRM: 2,
    Status.SOURCES_DIFFER: 2,
    Status.PLANNED: 1,
    Status.PROPOSAL: 1,
    Status.NOT_IN_FORCE: 0,
}
"""What is told with a doubt is weaker than a rule, what is only wished for weaker than that."""


def read_register(document: Document, problems: list[Problem]) -> dict[str, Registered]:
    """Return the facts of the catalogue by their id."""
    report = Reporter(REGISTER, "", problems, document)
    return {
        str(name): _registered(str(name), mapping(body, str(name), report), report)
        for name, body in document.content.items()
    }


def _registered(name: str, body: Mapping[Any, Any], report: Reporter) -> Registered:
    for unknown in sorted(set(body) - _FIELDS, key=str):
        report.tell(f"{name}.{unknown}", "unknown field", f"one of {', '.join(sorted(_FIELDS))}")
    return Registered(
        id=name,
        visibility=word(Visibility, body.get("visibility"), f"{name}.visibility", report),
        status=word(Status, body.get("status"), f"{name}.status", report),
        contradiction=bool(body.get("contradiction", False)),
        reason=str(body.get("reason") or "").strip(),
    )


def check_facts(
    read: Iterable[tuple[Entry, Reporter]],
    register: Mapping[str, Registered],
    document: Document,
    problems: list[Problem],
) -> None:
    """Tell each fact that is lost, and each entry that tells one too openly or too surely."""
    told: dict[str, str] = {}
    for entry, report in read:
        for number, name in enumerate(entry.facts):
            told.setdefault(name, entry.id)
            _check_told(entry, name, register.get(name), report, str(number))
        _check_hedged(entry, register, report)
    _check_lost(register, told, Reporter(REGISTER, "", problems, document))


def _check_lost(
    register: Mapping[str, Registered], told: Mapping[str, str], report: Reporter
) -> None:
    for name, fact in register.items():
        if name not in told and not fact.reason:
            mend = 'name it under `facts:` of an entry, or write `reason: "…"` here'
            report.tell(name, "no entry tells this fact, and no reason is given", mend)
        if name in told and fact.reason:
            told_by = f"has a reason to be left out, and {told[name]} tells it"
            report.tell(name, told_by, "take the reason out", at="reason")


def _check_told(
    entry: Entry, name: str, fact: Registered | None, report: Reporter, at: str
) -> None:
    if fact is None:
        report.tell("facts", f"unknown fact {name!r}", f"an id of {REGISTER}", at=at)
        return
    if _OPENNESS.index(entry.visibility) < _OPENNESS.index(fact.visibility):
        told = f"{name} is {fact.visibility}, and the entry is {entry.visibility}"
        report.tell("visibility", told, f"write `visibility: {fact.visibility}`, or split it")
    if is_surer(entry, fact) and name not in entry.hedged:
        told = f"{name} is {fact.status}, and would be told as {entry.status}"
        mend = f"write `status: {fact.status}`, or say so in the answer and `hedged: [{name}]`"
        report.tell("status", told, mend)


def is_surer(entry: Entry, fact: Registered) -> bool:
    """Would the entry's status alone tell the fact as more certain than it is?"""
    return _CERTAINTY[entry.status] > _CERTAINTY[fact.status]


def _check_hedged(entry: Entry, register: Mapping[str, Registered], report: Reporter) -> None:
    for number, name in enumerate(entry.hedged):
        fact = register.get(name)
        if name not in entry.facts or (fact and not is_surer(entry, fact)):
            told = f"{name} is not weaker than the entry, or not of this entry"
            report.tell("hedged", told, "take it out", at=str(number))
