"""Check one raw YAML value against its unit."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, time
from decimal import Decimal
from typing import Any

from knowledge.model import LANGUAGES, Scalar, Unit, Value

_TELEPHONE = re.compile(r"^(\+[1-9]\d{7,14}|\d{2,4})$")
_EMAIL = re.compile(r"^[^@\s]+@[^@\s]+\.[a-z]{2,}$")
_CLOCK = re.compile(r"^([01]\d|2[0-3]):[0-5]\d$")


def parse_clock(raw: Any) -> time:
    """Return the time written "08:30"; refuses anything else."""
    if not isinstance(raw, str) or not _CLOCK.match(raw):
        raise ValueError(f"{raw!r} is not a time written HH:MM")
    return time.fromisoformat(raw)


def _number(raw: Any) -> Decimal:
    if isinstance(raw, bool) or not isinstance(raw, int | float):
        raise ValueError(f"{raw!r} is not a number")
    if raw < 0:
        raise ValueError(f"{raw!r} is negative")
    return Decimal(str(raw))


def _percent(raw: Any) -> Decimal:
    number = _number(raw)
    if number > 1000:
        raise ValueError(f"{raw!r} is not a percentage")
    return number


def _day(raw: Any) -> date:
    if not isinstance(raw, date):
        raise ValueError(f"{raw!r} is not a date written YYYY-MM-DD")
    return raw


def _text(raw: Any) -> str:
    if not isinstance(raw, str) or not raw.strip():
        raise ValueError(f"{raw!r} is not a text")
    return raw.strip()


def _items(raw: Any) -> tuple[str, ...]:
    if not isinstance(raw, list) or not raw:
        raise ValueError(f"{raw!r} is not a list of texts")
    return tuple(_text(item) for item in raw)


def _telephone(raw: Any) -> str:
    if not isinstance(raw, str) or not _TELEPHONE.match(raw):
        raise ValueError(f"{raw!r} is not a telephone number written +33…")
    return raw


def _url(raw: Any) -> str:
    text = _text(raw)
    if not re.match(r"^https?://\S+$", text):
        raise ValueError(f"{raw!r} is not an address that begins with https://")
    return text


def _email(raw: Any) -> str:
    text = _text(raw)
    if not _EMAIL.match(text):
        raise ValueError(f"{raw!r} is not an e-mail address")
    return text


_PARSERS: dict[Unit, Callable[[Any], Scalar]] = {
    Unit.PHONE: _telephone,
    Unit.PERCENT: _percent,
    Unit.EUROS: _number,
    Unit.EUROS_PER_MONTH: _number,
    Unit.HOURS: _number,
    Unit.DAYS: _number,
    Unit.MONTHS: _number,
    Unit.YEARS: _number,
    Unit.DATE: _day,
    Unit.TIME: parse_clock,
    Unit.COUNT: _number,
    Unit.TEXT: _text,
    Unit.LIST: _items,
    Unit.URL: _url,
    Unit.EMAIL: _email,
}

EXAMPLES = {
    Unit.PHONE: '"+33559438654"',
    Unit.PERCENT: "7.5",
    Unit.EUROS: "7.62",
    Unit.EUROS_PER_MONTH: "7.62",
    Unit.HOURS: "48",
    Unit.DAYS: "8",
    Unit.MONTHS: "3",
    Unit.YEARS: "1",
    Unit.DATE: "2023-07-12",
    Unit.TIME: '"08:30"',
    Unit.COUNT: "12000",
    Unit.TEXT: '"…"',
    Unit.LIST: "[a, b]",
    Unit.URL: '"https://…"',
    Unit.EMAIL: '"name@example.org"',
}
"""How a value of each unit is written."""


def parse_value(unit: Unit, raw: Any) -> Value:
    """Return the value of `raw` in `unit`; raises ValueError saying what is wrong.

    A text or a list may be told by language: `{fr: …, en: …}`, French always there.
    """
    if isinstance(raw, Mapping):
        return _by_language(unit, raw)
    return _PARSERS[unit](raw)


def _by_language(unit: Unit, raw: Mapping[Any, Any]) -> dict[str, Scalar]:
    if unit not in (Unit.TEXT, Unit.LIST):
        raise ValueError(f"a value in {unit} is not told by language")
    unknown = set(raw) - set(LANGUAGES)
    if unknown or "fr" not in raw:
        raise ValueError("a value by language needs fr, and knows fr, en, es, pt, eu")
    return {language: _PARSERS[unit](item) for language, item in raw.items()}
