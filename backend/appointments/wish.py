"""When somebody would like to come or to be called: "jeudi après-midi", "demain 14h". Pure."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from backend.hearing import days
from backend.hearing.text import clean, fold
from knowledge.hours import PARIS

_MORNING = re.compile(r"\b(?:matin\w*|morning|(?:la|de|pela|da) (?:manana|manha)|goiz\w*)\b")
_AFTERNOON = re.compile(
    r"\b(?:apres[- ]?midi|aprem\w*|aprm|soir\w*|afternoon|evening|tarde|arratsald\w*)\b"
)
_TOMORROW = re.compile(r"\bamanha\b|(?<!la )\bmanana\b")
_NEXT_WEEK = re.compile(
    r"\b(?:(?:la )?semaine (?:prochaine|pro|d'apres)|next week|semana que viene"
    r"|proxima semana|semana que vem|datorren astea\w*|hurrengo astea\w*)\b"
)
_SOON = re.compile(
    r"\b(?:le plus (?:tot|vite|rapidement)(?: possible)?|des que possible|asap|au plus (?:vite|tot)"
    r"|as soon as possible|cuanto antes|o mais cedo|lehenbailehen|n'?importe quand|peu importe)\b"
)
_OTHER = re.compile(
    r"(?:(?:une? |d'|les? )?autres?\b.*|suivants?|plus tard|apres|other\b.*|others|later|otr[oa]s?"
    r"(?: .*)?|outr[oa]s?(?: .*)?|beste\w*(?: .*)?|aucun\w*(?: .*)?|none|rien ne me va.*)"
)
_NOON = time(12)


@dataclass(frozen=True)
class Wish:
    """A day, the first day, an hour, a half of the day: what is not told is free."""

    day: date | None = None
    since: date | None = None
    at: time | None = None
    morning: bool | None = None

    def fits(self, start: datetime) -> bool:
        """Is a moment one that was wished for?"""
        local = start.astimezone(PARIS)
        return (
            self.day in (None, local.date())
            and (self.since is None or local.date() >= self.since)
            and (self.at is None or local.time() == self.at)
            and (self.morning is None or self.morning == (local.time() < _NOON))
        )

    @property
    def begins(self) -> date | None:
        """The first day that was meant."""
        return self.day or self.since

    @property
    def is_exact(self) -> bool:
        """Is one moment named, and no other?"""
        return self.day is not None and self.at is not None


def read(text: str, now: datetime) -> Wish | None:
    """Return what a message wishes; None where it says nothing of a time."""
    plain, today = fold(clean(text)), now.astimezone(PARIS).date()
    if _SOON.search(plain):
        return Wish()
    day = days.day(text, today, past=False)
    if day is None and _TOMORROW.search(plain):
        day = today + timedelta(days=1)
    morning = True if _MORNING.search(plain) else False if _AFTERNOON.search(plain) else None
    since = today + timedelta(days=7 - today.weekday()) if _NEXT_WEEK.search(plain) else None
    if day is not None and since is not None and day < since:
        day += timedelta(days=7)
    found = Wish(day, None if day else since, days.clock(text), morning)
    return found if found != Wish() else None


def wants_others(text: str) -> bool:
    """Does somebody ask for other moments than those shown?"""
    return bool(_OTHER.fullmatch(fold(clean(text)).strip(" .!")))
