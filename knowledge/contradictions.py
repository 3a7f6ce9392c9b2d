"""Read what the documents contradict, for the landlord to settle."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from knowledge.errors import Problem
from knowledge.fields import mapping, text
from knowledge.model import Contradiction, Registered, Version, Visibility
from knowledge.report import Reporter
from knowledge.yaml_reader import Document

CONTRADICTIONS = "contradictions.yaml"
_VERSIONS = 'write two `- {says: "…", in: document, section: "…"}` at least'


def read_contradictions(
    document: Document, register: Mapping[str, Registered], problems: list[Problem]
) -> tuple[Contradiction, ...]:
    """Return the contradictions, one for each that the register marks and anybody may read."""
    report = Reporter(CONTRADICTIONS, "", problems, document)
    content = document.content
    documents = mapping(content.get("documents", {}), "documents", report)
    rows = mapping(content.get("contradictions", {}), "contradictions", report)
    _check_marked(rows, register, report)
    return tuple(
        _contradiction(str(fact), row, documents, report.of_entry(str(fact), _place(fact)))
        for fact, row in rows.items()
    )


def _place(fact: Any) -> tuple[str, ...]:
    return ("contradictions", str(fact))


def _check_marked(
    rows: Mapping[Any, Any], register: Mapping[str, Registered], report: Reporter
) -> None:
    for fact in register.values():
        if fact.contradiction and fact.id not in rows and not _is_restricted(fact):
            report.tell("contradictions", f"{fact.id} is missing", f"write `{fact.id}:` under it")
    for name in rows:
        marked = register.get(str(name))
        if marked is None or not marked.contradiction:
            told = "the register marks no contradiction of that name"
            report.of_entry(str(name), _place(name)).tell("", told, "take it out, or mark it")
        elif _is_restricted(marked):
            told = "is restricted, and this file is for every reader"
            report.of_entry(str(name), _place(name)).tell("", told, "take it out")


def _is_restricted(fact: Registered) -> bool:
    return fact.visibility is Visibility.RESTRICTED


def _contradiction(
    fact: str, row: Any, documents: Mapping[Any, Any], report: Reporter
) -> Contradiction:
    body = mapping(row, "", report)
    versions = body.get("versions")
    if not isinstance(versions, list) or len(versions) < 2:
        report.tell("versions", "is not a list of two or more", _VERSIONS)
        versions = []
    return Contradiction(
        fact=fact,
        landlord=text(body, "landlord", report),
        title=text(body, "title", report),
        versions=tuple(
            _version(mapping(one, f"versions.{n}", report), documents, f"versions.{n}", report)
            for n, one in enumerate(versions)
        ),
        settle=str(body.get("settle") or "").strip(),
    )


def _version(
    body: Mapping[Any, Any], documents: Mapping[Any, Any], field: str, report: Reporter
) -> Version:
    name = body.get("in")
    if name not in documents:
        told = f"unknown document {name!r}"
        report.tell(f"{field}.in", told, f"one of {', '.join(map(str, documents))}")
    return Version(
        says=text(body, "says", report, f"{field}.says"),
        document=str(documents.get(name, "")),
        section=text(body, "section", report, f"{field}.section"),
    )
