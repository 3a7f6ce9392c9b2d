"""Read one raw field; what is wrong is told, and a harmless stand-in returned."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Any, TypeVar

from knowledge.report import Reporter

_Word = TypeVar("_Word", bound=StrEnum)


def mapping(raw: Any, field: str, report: Reporter) -> Mapping[Any, Any]:
    """Return a mapping, empty where there is none."""
    if isinstance(raw, Mapping):
        return raw
    report.tell(field, "missing" if raw is None else "is not a mapping")
    return {}


def text(raw: Mapping[Any, Any], key: str, report: Reporter, field: str = "") -> str:
    """Return the text under `key`, without spaces around it."""
    value = raw.get(key)
    if isinstance(value, str) and value.strip():
        return value.strip()
    report.tell(field or key, "missing" if value is None else "is not a text (quote it?)")
    return ""


def strings(raw: Any, field: str, report: Reporter) -> list[str]:
    """Return a list of texts, empty as soon as one of them is none."""
    mend = 'quote figures, true, null: ["2024"]'
    if not isinstance(raw, list):
        report.tell(field, "is not a list of texts", mend)
        return []
    odd = [n for n, item in enumerate(raw) if not isinstance(item, str) or not item.strip()]
    for number in odd:
        report.tell(field, f"is not a list of texts: {raw[number]!r}", mend, at=str(number))
    return [] if odd else [item.strip() for item in raw]


def day(raw: Any, field: str, report: Reporter) -> date:
    """Return a date."""
    if isinstance(raw, date):
        return raw
    report.tell(field, "missing" if raw is None else f"{raw!r} is not a date written YYYY-MM-DD")
    return date.min


def word(kind: type[_Word], raw: Any, field: str, report: Reporter, at: str = "") -> _Word:
    """Return one word of an enumeration."""
    words = [str(one) for one in kind]
    if raw in words:
        return kind(raw)
    report.tell(field, f"{raw!r} is not one of {', '.join(words)}", at=at)
    return next(iter(kind))
