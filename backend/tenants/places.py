"""Where an address is, as far as it can be compared with another one. Pure.

Two spellings of one door give the same words: "14, r. des Tilleuls - Bât B" and "14 rue des
tilleuls, bat b". What tells a flat is left out; the entrance is told apart.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from backend.hearing.text import clean, fold

_SHORT = {
    "r": "rue", "av": "avenue", "ave": "avenue", "bd": "boulevard", "bld": "boulevard",
    "boul": "boulevard", "imp": "impasse", "all": "allee", "ch": "chemin", "che": "chemin",
    "chem": "chemin", "pl": "place", "sq": "square", "rte": "route", "res": "residence",
    "resid": "residence", "st": "saint", "ste": "sainte", "lot": "lotissement",
}  # fmt: skip
_SMALL = frozenset("de du des d la le les l a au aux".split())
_ENTRANCE = re.compile(
    r"\b(?:bat|bati|batiment|bt|entree|escalier|esc|cage|tour|hall|bloc)\b[ .]*(?:n ?° ?)?"
    r"(\d{1,2}|[a-z])\b(?!')"
)
# What stands behind these is a door, not a street.
_DOOR = re.compile(
    r"\b(?:appartement|appart|appt|apt|app|logement|logt|lgt|porte|pte|etage|bat|bati|batiment|bt"
    r"|entree|escalier|esc|cage|bloc|hall)\b[ .]*(?:n ?° ?)?[a-z]?\d{0,4}\b"
)
_POSTCODE = re.compile(r"\b\d{5}\b")
_NUMBER = re.compile(r"\b(\d{1,4})(?: ?(bis|ter|quater))?\b")
_RESIDENCES = frozenset({"residence", "cite", "domaine", "foyer", "clos"})


def plain_words(text: str) -> tuple[str, ...]:
    """Return the words that tell one place from another, abbreviations written out."""
    told = (_SHORT.get(w, w) for w in re.findall(r"[^\W_]+", fold(clean(text))))
    return tuple(w for w in told if w not in _SMALL)


def entrance_of(address: str) -> str:
    """Return the building or the staircase, "" where none is told."""
    found = _ENTRANCE.search(fold(clean(address)))
    return found[1] if found else ""


def numbers_in(address: str) -> frozenset[str]:
    """Return the figures that may be the number of a street."""
    told = _DOOR.sub(" ", fold(clean(address)))
    return frozenset(match[1] for match in _NUMBER.finditer(told))


def commune_of(address: str, communes: Iterable[str]) -> str | None:
    """Return which of these communes an address is in; the last one named, for a street may be
    called after another."""
    told, best, place = plain_words(address), None, -1
    for commune in communes:
        words = plain_words(commune)
        at = _last_index(told, words)
        longer = at == place and best is not None and len(words) > len(plain_words(best))
        if at > place or longer:
            best, place = commune, at
    return best


def _last_index(told: tuple[str, ...], words: tuple[str, ...]) -> int:
    size = len(words)
    found = [i for i in range(len(told) - size + 1) if told[i : i + size] == words]
    return found[-1] if found and size else -1


@dataclass(frozen=True)
class Home:
    """A residence, as far as an address is held against it."""

    name: str
    address: str
    commune: str


def is_at(told: str, home: Home) -> bool:
    """Tell whether an address is a residence's: its street with the number, or its name.

    A name counts behind "résidence" only: "rue des Tilleuls" is no residence of that name.
    """
    words, street = plain_words(told), plain_words(home.address)
    if street and street[0].isdigit() and len(street) > 1 and _holds(words, street):
        return True
    name = tuple(w for w in plain_words(home.name) if w not in _RESIDENCES)
    at = _last_index(words, name)
    return at > 0 and words[at - 1] in _RESIDENCES


def _holds(words: tuple[str, ...], street: tuple[str, ...]) -> bool:
    return _last_index(words, street) >= 0


def street_of(address: str) -> str | None:
    """Return the street without its number, as it is written; None where none is read."""
    match = re.match(r"\s*\d{1,4}(?:\s?(?:bis|ter|quater))?[\s,]+([^,;\n]+)", address)
    street = " ".join(match[1].split()) if match else ""
    return street or None


def key_of(address: str, commune: str) -> str | None:
    """Return a stable name for the building of an address; None where it has no number.

    The number and what follows it up to a comma or a door, with the commune.
    """
    told = _DOOR.sub(" , ", _POSTCODE.sub(" , ", fold(clean(address))))
    for match in _NUMBER.finditer(told):
        street = plain_words(re.split(r"[,;\n]", told[match.end() :].lstrip(" ,"))[0])
        town = plain_words(commune)
        if town and street[-len(town) :] == town:
            street = street[: -len(town)]
        if street and any(len(w) > 2 for w in street):
            number = match[1] + (match[2] or "")
            return " ".join((number, *street, "|", *town))
    return None
