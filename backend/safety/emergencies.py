"""Tells whether a message speaks of somebody in danger now, and of which danger.

What is past, over, denied, only supposed or a figure of speech is none. In doubt it is one: the
numbers come first and the rest of the conversation goes on.
"""

from collections.abc import Iterator, Sequence
from typing import Literal, NamedTuple

from backend.safety.phrases import Hit, Lexicon, lexicon
from backend.safety.rules import Danger, Match, Objection, matches, objection, rules
from backend.safety.text import Word, words

LANGUAGES = ("fr", "en", "es", "pt", "eu", "other")
_HEAD, _TAIL = 6_000, 2_000

ENTRY_OF: dict[Danger, str] = {
    Danger.GAS: "urgence-gaz",
    Danger.FIRE: "urgence-incendie",
    Danger.CARBON_MONOXIDE: "urgence-monoxyde-de-carbone",
    Danger.LIFT: "urgence-ascenseur",
    Danger.ELECTRICITY: "urgence-electricite",
    Danger.COLLAPSE: "urgence-effondrement",
    Danger.UNCONSCIOUS: "urgence-medicale",
    Danger.VIOLENCE: "urgence-violence",
    Danger.CHILD: "urgence-enfant",
    Danger.SUICIDE: "urgence-suicide",
    Danger.HOMELESS: "urgence-sans-abri",
    Danger.OTHER: "urgence-numeros",
}
SMS_ENTRY = "urgence-sms-114"

FollowUp = Literal["report", "person"]
_FOLLOW_UP: dict[Danger, FollowUp] = {
    Danger.GAS: "report",
    Danger.LIFT: "report",
    Danger.ELECTRICITY: "report",
    Danger.COLLAPSE: "report",
    Danger.VIOLENCE: "person",
    Danger.CHILD: "person",
    Danger.SUICIDE: "person",
    Danger.HOMELESS: "person",
    Danger.OTHER: "person",
}


class _Reading(NamedTuple):
    real: frozenset[Danger]
    supposed: frozenset[Danger]


def read_danger(text: str, before: Sequence[str] = ()) -> Danger | None:
    """Return the danger that somebody is in now, or None.

    `before` are the person's last messages, for what is told in several ("ça sent bizarre", then
    "on dirait le gaz"): the danger must still have a word in `text` itself.
    """
    return _first(_read(text, before).real)


def advice_wanted(text: str) -> Danger | None:
    """Return the danger that a question only supposes ("que faire si ça sent le gaz ?")."""
    reading = _read(text, ())
    return None if reading.real else _first(reading.supposed)


def follow_up(danger: Danger) -> FollowUp | None:
    """Say what comes after the numbers: the landlord's request, a person, or nothing."""
    return _FOLLOW_UP.get(danger)


def _first(dangers: frozenset[Danger]) -> Danger | None:
    return next((danger for danger in Danger if danger in dangers), None)


def _read(text: str, before: Sequence[str]) -> _Reading:
    earlier = words(_bounded("\n".join(before)))
    now = words(_bounded(text))
    real: set[Danger] = set()
    supposed: set[Danger] = set()
    if now:
        away, sentence = (earlier[-1].at + 2, earlier[-1].sentence) if earlier else (0, 0)
        cut = earlier + [Word(w.text, w.at + away, w.sentence + sentence) for w in now]
        asked = "?" in text or "\u061f" in text
        for language in LANGUAGES:
            for danger, is_real in _verdicts(lexicon(language), cut, len(earlier), asked=asked):
                (real if is_real else supposed).add(danger)
    return _Reading(frozenset(real), frozenset(supposed))


def _bounded(text: str) -> str:
    """Keep the time to read a message bounded: no tenant's own words are as long as this."""
    return text if len(text) <= _HEAD + _TAIL else f"{text[:_HEAD]}\n{text[-_TAIL:]}"


def _verdicts(
    book: Lexicon, cut: Sequence[Word], earlier: int, *, asked: bool
) -> Iterator[tuple[Danger, bool]]:
    """Yield each danger told in one language, and whether it is a real one."""
    units = book.units(cut)
    hits = book.find(units)
    told = {hit.idea for hit in hits}
    new_from = len(book.units(cut[:earlier]))
    for rule in rules():
        if not all(part & told for part in rule.parts):
            continue
        for match in matches(rule, hits):
            if match.last < new_from or (rule.alone and not _fills(match, hits, len(units))):
                continue
            against = objection(match, hits)
            if against is None:
                yield rule.danger, True
            elif against is Objection.SUPPOSED and (asked or "ASKS" in told):
                yield rule.danger, False


def _fills(match: Match, hits: Sequence[Hit], length: int) -> bool:
    """Tell whether the message says nothing else, courtesies apart."""
    said = set(match.words_said)
    for hit in hits:
        if hit.idea == "COURTESY":
            said.update(range(hit.first, hit.last + 1))
    return len(said) >= length
