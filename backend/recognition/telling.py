"""What somebody tells to be recognised: a name with four digits of a telephone, or a day. Pure."""

import re
from dataclasses import dataclass
from datetime import date

from backend.hearing.text import clean, fold

_DAY = re.compile(r"\b(\d{1,2})\s?[/.-]\s?(\d{1,2})\s?[/.-]\s?(\d{4})\b")
_FOUR = re.compile(r"(?<!\d)\d{4}(?!\d)")
_WHOLE_NUMBER = 9
_SHORTEST = 3
_NO_NAMES = frozenset(
    "nom prenom tel telephone numero portable mobile les derniers chiffres mon suis appelle"
    " monsieur madame mme mlle date bail entree depuis est name phone the and last digits nombre"
    " telefono apellido telefone izena".split()
)


@dataclass(frozen=True)
class Claim:
    """Who somebody says they are."""

    names: frozenset[str]
    digits: str | None
    day: date | None


def read(text: str) -> Claim | None:
    """Return what is claimed; None where no name stands beside digits or a day."""
    plain = fold(clean(text))
    day = _day(plain)
    digits = None if day else _digits(plain)
    names = frozenset(w for w in names_in(plain) if w not in _NO_NAMES)
    return Claim(names, digits, day) if names and (digits or day) else None


def names_in(name: str) -> frozenset[str]:
    """Return the words of a name by which somebody may be told from another."""
    words = re.findall(r"[^\W\d_]+", fold(clean(name)))
    return frozenset(w for w in words if len(w) >= _SHORTEST)


def _day(plain: str) -> date | None:
    match = _DAY.search(plain)
    try:
        return date(int(match[3]), int(match[2]), int(match[1])) if match else None
    except ValueError:
        return None


def _digits(plain: str) -> str | None:
    every = "".join(re.findall(r"\d", plain))
    if len(every) >= _WHOLE_NUMBER:
        return every[-4:]
    found = _FOUR.findall(plain)
    return found[-1] if len(found) == 1 else None
