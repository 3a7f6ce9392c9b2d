"""Put values and answers into a language, as they hold on a date.

Figures are written alike in the five languages: a space groups thousands, the unit follows, and
no special space is used, so that a text stays in the SMS alphabet and a figure can be compared
with its source.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, time
from decimal import Decimal
from string import Formatter

from babel.dates import format_date
from babel.lists import format_list
from babel.numbers import format_decimal
from babel.units import format_unit

from knowledge.model import Entry, Fact, Scalar, Unit, Value
from knowledge.query import value_on

_LOCALES = {"fr": "fr", "en": "en_GB", "es": "es", "pt": "pt_PT", "eu": "eu"}
_DURATIONS = {Unit.HOURS: "hour", Unit.DAYS: "day", Unit.MONTHS: "month", Unit.YEARS: "year"}
_PER_MONTH = {"fr": "par mois", "en": "per month", "es": "al mes", "pt": "por mês", "eu": "hileko"}
# Babel's Basque durations carry an article that no figure takes; its Portuguese ones are missing.
_OWN_DURATIONS = {
    "eu": {
        Unit.HOURS: ("ordubete", "ordu"),
        Unit.DAYS: ("egun bat", "egun"),
        Unit.MONTHS: ("hilabete bat", "hilabete"),
        Unit.YEARS: ("urtebete", "urte"),
    },
    "pt": {
        Unit.HOURS: ("1 hora", "horas"),
        Unit.DAYS: ("1 dia", "dias"),
        Unit.MONTHS: ("1 mês", "meses"),
        Unit.YEARS: ("1 ano", "anos"),
    },
}
_FORMS = {
    **dict.fromkeys(
        (Unit.PERCENT, Unit.EUROS, Unit.EUROS_PER_MONTH, Unit.COUNT, *_DURATIONS), {"bare"}
    ),
    Unit.DATE: {"month", "year", "short", "weekday"},
    Unit.LIST: {"or"},
    Unit.URL: {"short"},
}
_SPACES = re.compile("[\u00a0\u202f\u2009]")


def forms(unit: Unit) -> set[str]:
    """Return the forms a placeholder may ask for: `{delay:bare}`, `{day:month}`."""
    return _FORMS.get(unit, set()) | ({"ordinal"} if unit is Unit.COUNT else set())


def placeholders(text: str) -> list[tuple[str, str]]:
    """Return the (name, form) of each placeholder; raises ValueError for a stray brace."""
    found = []
    for _, name, form, conversion in Formatter().parse(text):
        if name is None:
            continue
        if not re.fullmatch(r"[A-Za-z_][\w-]*", name) or conversion:
            raise ValueError(f"a placeholder is {{name}} or {{name:form}}, not {{{name}}}")
        found.append((name, form or ""))
    return found


def render_answer(entry: Entry, language: str, day: date) -> str:
    """Return the entry's answer in `language` (French where it has none), as of `day`.

    Raises FactNotFound where a value of the text does not hold yet on `day`.
    """
    told = language if language in entry.answer else "fr"
    return render_text(entry.answer[told], entry.values, told, day)


def render_easy(entry: Entry, language: str, day: date) -> str | None:
    """Return the entry's easy text as of `day`; None where none is written in that language.

    Raises FactNotFound where a value of the text does not hold yet on `day`.
    """
    text = entry.easy.get(language)
    return None if text is None else render_text(text, entry.values, language, day)


def render_text(text: str, values: Mapping[str, Fact], language: str, day: date) -> str:
    """Return `text` with its placeholders filled from `values`."""
    parts = []
    for literal, name, form, _ in Formatter().parse(text):
        parts.append(literal)
        if name is not None:
            parts.append(render_fact(values[name], language, day, form or ""))
    return "".join(parts)


def render_fact(fact: Fact, language: str, day: date, form: str = "") -> str:
    """Return the value that holds on `day`, written in `language`."""
    return render_value(fact.unit, value_on(fact, day).value, language, form)


def render_value(unit: Unit, value: Value, language: str, form: str = "") -> str:
    """Return one value in `language`: "05 59 43 86 54", "30 %", "8 h 30", "48 heures"."""
    scalar: Scalar = value.get(language, value["fr"]) if isinstance(value, Mapping) else value
    return _SPACES.sub(" ", _written(unit, scalar, language, form))


def _written(unit: Unit, value: Scalar, language: str, form: str) -> str:
    if isinstance(value, Decimal):
        return _quantity(unit, value, language, form)
    if isinstance(value, time):
        return render_time(value, language)
    if isinstance(value, date):
        return _date(value, language, form)
    if isinstance(value, tuple):
        return format_list(
            value, style="or" if form == "or" else "standard", locale=_LOCALES[language]
        )
    return _word(unit, value, form)


def _quantity(unit: Unit, value: Decimal, language: str, form: str) -> str:
    number = render_number(value, language, cents=unit in (Unit.EUROS, Unit.EUROS_PER_MONTH))
    if form == "ordinal":
        return _ordinal(value, language)
    if form == "bare" or unit is Unit.COUNT:
        return number
    if unit is Unit.PERCENT:
        return f"{number} %"
    if unit is Unit.EUROS:
        return f"{number} €"
    if unit is Unit.EUROS_PER_MONTH:
        return f"{number} € {_PER_MONTH[language]}"
    return _duration(unit, value, number, language)


def _duration(unit: Unit, value: Decimal, number: str, language: str) -> str:
    if language in _OWN_DURATIONS:
        one, many = _OWN_DURATIONS[language][unit]
        return one if value == 1 else f"{number} {many}"
    return format_unit(value, f"duration-{_DURATIONS[unit]}", "long", locale=language)


def render_number(value: Decimal, language: str, *, cents: bool = False) -> str:
    """Return a number, thousands apart; `cents` shows two decimals when there are any."""
    pattern = "#,##0.00" if cents and value % 1 else "#,##0.###"
    written = format_decimal(value, pattern, locale="fr")
    return _SPACES.sub(" ", written.replace(",", ".") if language == "en" else written)


def _ordinal(value: Decimal, language: str) -> str:
    number = int(value)
    if language == "fr":
        return "1er" if number == 1 else f"{number}e"
    if language == "en":
        teen = number % 100 in (11, 12, 13)
        ending = "th" if teen else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
        return f"{number}{ending}"
    return f"{number}." if language == "eu" else f"{number}.º"


def render_time(value: time, language: str) -> str:
    """Return "8 h 30" or "17 h" in French, "8:30" elsewhere."""
    if language != "fr":
        return f"{value.hour}:{value.minute:02d}"
    return f"{value.hour} h {value.minute:02d}" if value.minute else f"{value.hour} h"


_MONTH_PATTERNS = {"es": "MMMM 'de' y", "pt": "MMMM 'de' y", "eu": "y'(e)ko' MMMM"}


_WEEKDAY_PATTERNS = {
    "fr": "EEEE d MMMM",
    "en": "EEEE d MMMM",
    "es": "EEEE d 'de' MMMM",
    "pt": "EEEE, d 'de' MMMM",
    "eu": "EEEE, MMMM d",
}


def _date(value: date, language: str, form: str) -> str:
    if form == "year":
        return str(value.year)
    if form == "short":
        return f"{value:%d/%m/%Y}"
    if form == "month":
        return format_date(
            value, _MONTH_PATTERNS.get(language, "MMMM y"), locale=_LOCALES[language]
        )
    if form == "weekday":
        return format_date(value, _WEEKDAY_PATTERNS[language], locale=_LOCALES[language])
    written = format_date(value, "long", locale=_LOCALES[language])
    return re.sub(r"^1 ", "1er ", written) if language == "fr" else written


def _word(unit: Unit, value: str, form: str) -> str:
    if unit is Unit.PHONE:
        return render_telephone(value)
    if unit is Unit.URL and form == "short":
        return re.sub(r"^https?://(www\.)?|/$", "", value)
    return value


def render_telephone(number: str) -> str:
    """Return a French number in pairs ("05 59 43 86 54"), a short or foreign one as it is."""
    if not re.fullmatch(r"\+33\d{9}", number):
        return number
    national = "0" + number[3:]
    if national.startswith("08"):
        return " ".join((national[0], national[1:4], *re.findall("..", national[4:])))
    return " ".join(re.findall("..", national))
