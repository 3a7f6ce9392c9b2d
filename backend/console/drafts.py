"""The form of an amendment: an entry's texts and values as fields, and back."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal
from typing import Any

from backend.library.errors import AmendmentRefused
from backend.library.service import Draft
from channels.errors import InvalidNumber
from channels.phone import normalise
from knowledge.errors import FactNotFound, Problem
from knowledge.model import LANGUAGES, Entry, Fact, Scalar, Unit
from knowledge.query import value_on
from knowledge.render import render_telephone

LONGEST = 2_000
_SHORT_NUMBER = 4
_NUMBERS = frozenset(
    {
        Unit.PERCENT,
        Unit.EUROS,
        Unit.EUROS_PER_MONTH,
        Unit.HOURS,
        Unit.DAYS,
        Unit.MONTHS,
        Unit.YEARS,
        Unit.COUNT,
    }
)


@dataclass(frozen=True)
class Field:
    """One value in the form: under which name, in which language if it is told by language."""

    key: str
    name: str
    language: str
    unit: Unit
    written: str


def value_fields(entry: Entry, day: date) -> Sequence[Field]:
    """Return a field for each value of the entry, as it holds on a day."""
    return [field for fact in entry.values.values() for field in _fields(fact, day)]


def _fields(fact: Fact, day: date) -> Sequence[Field]:
    try:
        value = value_on(fact, day).value
    except FactNotFound:
        value = fact.on[0].value
    key = f"value.{fact.name}"
    if not isinstance(value, Mapping):
        return [Field(key, fact.name, "", fact.unit, _written(fact.unit, value))]
    return [
        Field(f"{key}.{language}", fact.name, language, fact.unit, _written(fact.unit, told))
        for language, told in value.items()
    ]


def _written(unit: Unit, value: Scalar) -> str:
    if isinstance(value, Decimal):
        return f"{value.normalize():f}".replace(".", ",")
    if isinstance(value, tuple):
        return "\n".join(value)
    if isinstance(value, time):
        return f"{value:%H:%M}"
    if isinstance(value, date):
        return value.isoformat()
    return render_telephone(value) if unit is Unit.PHONE else value


def read(form: Mapping[str, str], entry: Entry, day: date) -> Draft:
    """Return what the form changes; raises AmendmentRefused where its day is none."""
    try:
        starts_on = date.fromisoformat(form.get("starts_on", ""))
    except ValueError as error:
        told = f"{form.get('starts_on', '')!r} is not a date"
        raise AmendmentRefused([Problem("", 0, entry.id, "starts_on", told)]) from error
    return Draft(
        starts_on=starts_on,
        reason=form.get("reason", ""),
        answer=_answer(form, entry),
        values=_values(form, entry, day),
    )


def _answer(form: Mapping[str, str], entry: Entry) -> Mapping[str, str]:
    """Return the texts in every language that stays; {} where none has changed.

    A translation that nobody touched is of the French text that it was made from: with another
    French text it goes, unless somebody says that it is still right.
    """
    given = {code: _clean(form.get(f"text.{code}", "")) for code in LANGUAGES}
    changed = {code for code in LANGUAGES if given[code] != entry.answer.get(code, "")}
    if not changed:
        return {}
    stay = changed | {"fr"} if "fr" in changed and not form.get("keep") else set(LANGUAGES)
    return {code: given[code] for code in LANGUAGES if given[code] and code in stay}


def _values(form: Mapping[str, str], entry: Entry, day: date) -> Mapping[str, Mapping[str, Any]]:
    fields = value_fields(entry, day)
    given = {field.key: _clean(form.get(field.key, field.written)) for field in fields}
    changed = {field.name for field in fields if given[field.key] != field.written}
    values: dict[str, dict[str, Any]] = {}
    for field in fields:
        if field.name not in changed:
            continue
        raw = _raw(field.unit, given[field.key])
        body = values.setdefault(field.name, {"unit": str(field.unit), "value": raw})
        if field.language:
            told = body["value"] if isinstance(body["value"], dict) else {}
            body["value"] = told | {field.language: raw}
    return {**values, **_new(form)}


def _new(form: Mapping[str, str]) -> Mapping[str, Mapping[str, Any]]:
    name, unit = _clean(form.get("new.name", "")), form.get("new.unit", "")
    if not name or unit not in list(Unit):
        return {}
    return {name: {"unit": unit, "value": _raw(Unit(unit), _clean(form.get("new.value", "")))}}


def _clean(text: str) -> str:
    return text.replace("\x00", "").replace("\r\n", "\n").strip()[:LONGEST]


def _raw(unit: Unit, text: str) -> Any:
    """Return a value as the YAML would write it; what cannot be read is left for the check."""
    if unit in _NUMBERS:
        with suppress(ValueError):
            number = float(text.replace(" ", "").replace(",", "."))
            return int(number) if number.is_integer() else number
    if unit is Unit.LIST:
        return [line.strip() for line in text.splitlines() if line.strip()]
    if unit is Unit.PHONE and sum(one.isdigit() for one in text) > _SHORT_NUMBER:
        with suppress(InvalidNumber):
            return normalise(text)
    if unit is Unit.TIME:
        with suppress(ValueError):
            hour, _, minute = text.replace(" ", "").replace("h", ":").partition(":")
            return f"{time(int(hour), int(minute or 0)):%H:%M}"
    return text
