"""Days and moments as tenants write them in French, and the commonest elsewhere. Pure.

A day without its year is the nearest one on the side that is asked for: past or to come.
"""

import re
from calendar import monthrange
from datetime import date, datetime, time, timedelta

from backend.hearing.numbers import NUMBER, value
from backend.hearing.text import clean, fold
from knowledge.calculators.dates import after_months
from knowledge.hours import PARIS

_WEEKDAYS = (
    "lundi|monday|lunes|segunda|astelehen\\w*",
    "mardi|tuesday|martes|terca|astearte\\w*",
    "mercredi|wednesday|miercoles|quarta|asteazken\\w*",
    "jeudi|thursday|jueves|quinta|ostegun\\w*",
    "vendredi|friday|viernes|sexta|ostiral\\w*",
    "samedi|samdi|saturday|sabado|larunbat\\w*",
    "dimanche|sunday|domingo|igande\\w*",
)
A_WEEKDAY = "|".join(_WEEKDAYS)
_MONTHS = (
    "janvier|janv|january|enero|janeiro", "fevrier|fevr?|february|febrero|fevereiro",
    "mars|march|marzo|marco", "avril|avr|april|abril", "mai|may|mayo|maio",
    "juin|june|junio|junho", "juillet|juil|july|julio|julho", "aout|august|agosto",
    "septembre|sept|september|septiembre|setembro", "octobre|oct|october|octubre|outubro",
    "novembre|nov|november|noviembre|novembro", "decembre|dec|december|diciembre|dezembro",
)  # fmt: skip
_AGO = {
    "jour": 1, "day": 1, "dia": 1, "semaine": 7, "week": 7, "semana": 7,
}  # fmt: skip
_NAMED = (
    (re.compile(r"\b(avant[- ]?hier|anteayer|anteontem|herenegun)\b"), -2),
    (re.compile(r"\b(hier|yesterday|ayer|ontem|atzo)\b"), -1),
    (re.compile(r"\b(apres[- ]?demain|etzi)\b"), 2),
    (re.compile(r"\b(demain|dem1|tomorrow|bihar)\b"), 1),
    (
        re.compile(
            r"\b(aujourd'? ?hui|ajd|auj|ce matin|ce midi|cet aprem|cet apres[- ]midi|ce soir"
            r"|tout a l'heure|today|this morning|hoy|hoje|gaur)\b"
        ),
        0,
    ),
)
_MONTH = "|".join(f"(?P<m{n}>{names})" for n, names in enumerate(_MONTHS, 1))
_WRITTEN = re.compile(
    rf"\b(?P<day>\d{{1,2}}|1er)(?:er|st|nd|rd|th)? (?:de |of )?(?:{_MONTH})\b"
    r"(?:,? (?:de )?(?P<year>\d{4}))?"
)
_FIGURES = re.compile(
    r"(?<![\d/.-])(?P<day>\d{1,2})[/.-](?P<month>\d{1,2})(?:[/.-](?P<year>\d{4}|\d{2}))?(?![\d/])"
)
_ISO = re.compile(r"\b(\d{4})-(\d\d)-(\d\d)\b")
_SINCE = re.compile(
    rf"\b(?:il y a|ya|y a|hace|ha|duela) (?P<number>{NUMBER}) "
    r"(?P<unit>jour|semaine|mois|an|annee|dia|semana|mes|ano)s?\b"
)
_WEEKDAY = re.compile("|".join(rf"\b(?P<w{n}>{names})\b" for n, names in enumerate(_WEEKDAYS)))
_CLOCK = re.compile(
    r"(?<![\d/.,-])(?P<hour>[01]?\d|2[0-4])\s?(?:h(?:eures?)?|:)\s?(?P<minute>[0-5]\d)?(?![\d/])"
)
_HALF_DAY = re.compile(rf"\b(?P<word>{NUMBER}) heures?\b")
_NOON = re.compile(r"\b(?:a|vers) (?:midi|mediodia|meio-dia)\b")
_AFTERNOON = re.compile(r"\b(soir|apres[- ]midi|aprem|afternoon|evening|tarde)\b")


def _nearest(year: int | None, month: int, day: int, today: date, *, past: bool) -> date | None:
    if not 1 <= month <= 12 or not 1 <= day <= 31:
        return None
    if year is not None:
        year += 2000 if year < 100 else 0
        return date(year, month, day) if day <= monthrange(year, month)[1] else None
    years = range(today.year, today.year - 5, -1) if past else range(today.year, today.year + 5)
    real = (date(y, month, day) for y in years if day <= monthrange(y, month)[1])
    return next((one for one in real if (one <= today if past else one >= today)), None)


def _named(plain: str, today: date) -> date | None:
    for pattern, days in _NAMED:
        if pattern.search(plain):
            return today + timedelta(days=days)
    return None


def _written(plain: str, today: date, *, past: bool) -> date | None:
    iso = _ISO.search(plain)
    if iso:
        year, month, day = map(int, iso.groups())
        return _nearest(year, month, day, today, past=past)
    match = _WRITTEN.search(plain)
    if match:
        month = next(n for n in range(1, 13) if match[f"m{n}"])
        day = int(match["day"].removesuffix("er"))
    else:
        match = _FIGURES.search(plain)
        if match is None:
            return None
        day, month = int(match["day"]), int(match["month"])
    return _nearest(int(match["year"]) if match["year"] else None, month, day, today, past=past)


def _ago(plain: str, today: date) -> date | None:
    match = _SINCE.search(plain)
    if match is None:
        return None
    counted, unit = int(value(match["number"])), match["unit"]
    if unit in _AGO:
        return today - timedelta(days=counted * _AGO[unit])
    return after_months(today, -counted * (1 if unit.startswith("m") else 12))


def _weekday(plain: str, today: date, *, past: bool) -> date | None:
    match = _WEEKDAY.search(plain)
    if match is None:
        return None
    wanted = next(n for n in range(7) if match[f"w{n}"])
    if past:
        return today - timedelta(days=(today.weekday() - wanted) % 7)
    return today + timedelta(days=(wanted - today.weekday()) % 7)


def day(text: str, today: date, *, past: bool) -> date | None:
    """Return the day that a message names: "hier", "le 3 mars", "samedi", "il y a 2 mois"."""
    plain = fold(clean(text))
    return (
        _ago(plain, today)
        or _written(plain, today, past=past)
        or _named(plain, today)
        or _weekday(plain, today, past=past)
    )


def clock(text: str) -> time | None:
    """Return the time of day that a message names: "17h", "9 h 30", "midi", "cinq heures"."""
    plain = fold(clean(text))
    match = _CLOCK.search(plain)
    if match:
        hour, minute = int(match["hour"]) % 24, int(match["minute"] or 0)
    elif _NOON.search(plain):
        hour, minute = 12, 0
    else:
        spelt = _HALF_DAY.search(plain)
        if spelt is None or value(spelt["word"]) > 24:
            return None
        hour, minute = int(value(spelt["word"])) % 24, 0
    if hour < 12 and _AFTERNOON.search(plain):
        hour += 12
    return time(hour, minute)


def moment(text: str, now: datetime, *, past: bool) -> datetime | None:
    """Return the moment that a message names; None where it tells no time of day.

    A time without a day is today's, or the day's beside it where that would be on the wrong side.
    """
    at = clock(text)
    if at is None:
        return None
    local = now.astimezone(PARIS)
    named = day(text, local.date(), past=past)
    found = datetime.combine(named or local.date(), at, PARIS)
    if named is None and past and found > now:
        return datetime.combine(local.date() - timedelta(days=1), at, PARIS)
    if named is None and not past and found < now:
        return datetime.combine(local.date() + timedelta(days=1), at, PARIS)
    return found
