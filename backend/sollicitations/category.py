"""Which category a request falls into: what the bot understood, seconded by its words."""

import re
from functools import lru_cache
from pathlib import Path

import yaml

from backend.hearing.text import clean, fold

CATEGORIES = (
    "plomberie", "chauffage", "electricite", "serrurerie", "ascenseur", "parties-communes",
    "espaces-verts", "nuisibles", "voisinage", "proprete", "loyer", "bail", "attestation", "autre",
)  # fmt: skip
OTHER = "autre"
# Requests about papers and money: nothing broke.
PAPERWORK = frozenset({"loyer", "bail", "attestation"})
_SURE = 0.6
_TELLING = 6
_PREFIX = "report_"


@lru_cache
def _patterns() -> list[tuple[str, int, re.Pattern[str]]]:
    said = yaml.safe_load((Path(__file__).parent / "categories.yaml").read_text("utf-8"))
    return [
        (category, weight, pattern_of(told))
        for category, weights in said.items()
        for weight, told in weights.items()
    ]


def pattern_of(told: list[str]) -> re.Pattern[str]:
    """Return the pattern of some words; an article may be glued to one that begins with a vowel."""
    return re.compile(
        r"(?<![a-z])(?:[ldj](?=[aeiouh]))?(?:" + "|".join(map(_beginning, told)) + ")"
    )


def _beginning(word: str) -> str:
    """Return the pattern of a word: a short one must stand alone, a long one may go on."""
    pattern = re.escape(word).replace(r"\ ", "[ '-]*")
    return pattern + (r"s?(?![a-z])" if len(word) <= 4 else "")


def scores(text: str) -> dict[str, int]:
    """Return how much the words of a text speak for each category."""
    plain = fold(clean(text))
    found: dict[str, int] = {}
    for category, weight, pattern in _patterns():
        hits = {m.group() for m in pattern.finditer(plain)}
        if hits:
            found[category] = found.get(category, 0) + weight + len(hits) - 1
    return found


def read(text: str) -> str | None:
    """Return the category that the words speak for; None when they are mute or undecided."""
    found = sorted(scores(text).items(), key=lambda item: -item[1])
    if not found or found[0][1] < 2:
        return None
    if len(found) > 1 and found[1][1] == found[0][1] and OTHER not in (found[0][0], found[1][0]):
        return None
    return found[0][0] if found[0][0] != OTHER or len(found) == 1 else _not_other(found)


def _not_other(found: list[tuple[str, int]]) -> str:
    return found[1][0] if found[1][1] == found[0][1] else found[0][0]


def of_intent(intent: str) -> str | None:
    """Return the category that an intent `report_<category>` names."""
    category = intent.removeprefix(_PREFIX).replace("_", "-")
    return category if intent.startswith(_PREFIX) and category in CATEGORIES else None


def propose(text: str, intent: str, confidence: float) -> str | None:
    """Return the category of a request; None when nothing in it says what it is about."""
    understood, told = of_intent(intent), read(text)
    if understood is None or told is None:
        return told or understood
    if understood == OTHER:
        # A sure "other" yields to a word of one category only: "haie", not "radiateur".
        telling = confidence < _SURE or scores(text)[told] >= _TELLING
        return told if telling else understood
    if told != understood and (confidence < _SURE or _lacks_its_place(understood, text)):
        return told
    return understood


def _lacks_its_place(understood: str, text: str) -> bool:
    """Tell whether shared parts were understood where no word names one."""
    return understood == "parties-communes" and understood not in scores(text)


_NAMES = {
    "plombier": "plomberie", "eau": "plomberie", "chauffagiste": "chauffage", "elec": "electricite",
    "electricien": "electricite", "serrurier": "serrurerie", "voisins": "voisinage",
    "voisin": "voisinage", "communs": "parties-communes", "jardin": "espaces-verts",
    "autres": OTHER, "papiers": "attestation", "contrat": "bail",
}  # fmt: skip


def named(text: str) -> str | None:
    """Return the category that somebody names to correct ours; the last one named is meant."""
    plain = fold(clean(text)).replace("-", " ")
    places = {c: plain.rfind(c.replace("-", " ")) for c in CATEGORIES}
    places |= {c: max(places[c], plain.rfind(word)) for word, c in _NAMES.items() if word in plain}
    best = max(places, key=lambda c: places[c])
    return best if places[best] >= 0 else None
