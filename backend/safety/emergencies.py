"""Tells whether a message speaks of somebody in danger now, and of which danger.

What is past, over, denied, only supposed or a figure of speech is none. In doubt it is one: the
numbers come first and the rest of the conversation goes on.
"""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Literal, NamedTuple

from backend.safety.phrases import Hit, Lexicon, Units, lexicons, standing
from backend.safety.rules import (
    Danger,
    Match,
    Objection,
    Rule,
    ideas_of_danger,
    matches,
    objection,
    rules,
)
from backend.safety.text import Word, words

LANGUAGES = ("fr", "en", "es", "pt", "eu", "ary", "other")
_HEAD, _TAIL = 4_000, 1_000
_MOST_MATCHES = 40
_A_FEW, _AFTER_A_FEW, _AFTER_A_SENTENCE = 6, 2, 6
_TWINS = ("es", "pt")
_NOTHING_ELSE = ("COURTESY", "PLACE")

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


class _Verdict(NamedTuple):
    """What one language makes of a message, and how many of the words just said it knows."""

    language: str
    known: int
    real: set[Danger]
    supposed: set[Danger]
    refused: set[Danger]


class Reading(NamedTuple):
    """What a message tells: the danger that somebody is in now, else the one only supposed."""

    danger: Danger | None
    advice: Danger | None


def read(text: str, before: Sequence[str] = ()) -> Reading:
    """Return the danger that somebody is in now, and the one that advice is wanted on.

    `before` are the person's last messages, for what is told in several ("ça sent bizarre", then
    "on dirait le gaz"): the danger must still have a word in `text` itself. What was said before
    never speaks against what `text` says alone.
    """
    now = _cut(text)
    alone = _verdicts(now, asked=_asks(text))
    danger = _first(_real(alone))
    if danger is not None:
        return Reading(danger, None)
    advice = _first({danger for verdict in alone for danger in verdict.supposed})
    if now and before:
        earlier = _cut("\n".join(before))
        cut = earlier + _moved(now, earlier, after=before[-1])
        danger = _first(_real(_verdicts(cut, len(earlier), asked=_asks(text))))
    return Reading(danger, advice)


def read_danger(text: str, before: Sequence[str] = ()) -> Danger | None:
    """Return the danger that somebody is in now, or None; `before` as in `read`."""
    return read(text, before).danger


def advice_wanted(text: str) -> Danger | None:
    """Return the danger that a question only supposes ("que faire si ça sent le gaz ?")."""
    return read(text).advice


def is_set_aside(text: str) -> bool:
    """Tell whether a danger is spoken of that is past, over, denied, supposed or on the news."""
    verdicts = _verdicts(_cut(text), asked=_asks(text))
    return any(verdict.refused for verdict in verdicts) and not _real(verdicts)


def follow_up(danger: Danger) -> FollowUp | None:
    """Say what comes after the numbers: the landlord's request, a person, or nothing."""
    return _FOLLOW_UP.get(danger)


def _first(dangers: set[Danger]) -> Danger | None:
    return next((danger for danger in Danger if danger in dangers), None)


def _real(verdicts: Sequence[_Verdict]) -> set[Danger]:
    """Return the dangers that hold.

    One language's word is enough, unless another knows twice as many of the words, or knows more
    and refuses that danger. Of Spanish and Portuguese, so alike, the one that knows more speaks.
    """
    twins = sorted((v for v in verdicts if v.language in _TWINS), key=lambda v: v.known)
    if len(twins) > 1 and twins[0].known < twins[-1].known:
        verdicts = [verdict for verdict in verdicts if verdict is not twins[0]]
    most = max((verdict.known for verdict in verdicts), default=0)
    return {
        danger
        for verdict in verdicts
        if 2 * verdict.known >= most
        for danger in verdict.real
        if not any(o.known > verdict.known and danger in o.refused - o.real for o in verdicts)
    }


def _cut(text: str) -> list[Word]:
    return words(_bounded(text))


def _bounded(text: str) -> str:
    """Keep the time to read a message bounded: no tenant's own words are as long as this."""
    return text if len(text) <= _HEAD + _TAIL else f"{text[:_HEAD]}\n{text[-_TAIL:]}"


def _asks(text: str) -> bool:
    return "?" in text or "\u061f" in text


def _moved(now: list[Word], earlier: list[Word], *, after: str) -> list[Word]:
    """Set the words just said behind the earlier ones, the last of which are `after`."""
    away, sentence = (earlier[-1].at, earlier[-1].sentence) if earlier else (0, 0)
    # a few words are the beginning of what follows; a whole sentence stands for itself
    away += _AFTER_A_FEW if len(words(after)) <= _A_FEW else _AFTER_A_SENTENCE
    return [Word(word.text, word.at + away, word.sentence + sentence) for word in now]


def _verdicts(cut: Sequence[Word], earlier: int = 0, *, asked: bool) -> list[_Verdict]:
    """Return what each language makes of the words; the first `earlier` were said before."""
    if not cut:
        return []
    books = lexicons(*LANGUAGES).items()
    return [_verdict(name, book, cut, earlier, asked=asked) for name, book in books]


def _verdict(
    name: str, book: Lexicon, cut: Sequence[Word], earlier: int, *, asked: bool
) -> _Verdict:
    verdict = _Verdict(name, book.known_of(cut[earlier:]), set(), set(), set())
    if book.exact and not verdict.known:
        return verdict
    # a phrase that ends in the words just said begins within reach of them
    units = book.units(cut[max(0, earlier - book.longest) :])
    hits = book.find_all(units)
    if not _touches(units, hits, min(earlier, book.longest)):
        return verdict
    if earlier > book.longest:
        units = book.units(cut)
        hits = book.find_all(units)
    new_from = bisect_left(units.source, earlier)
    hits = standing(hits)
    told = {hit.idea for hit in hits}
    for rule, match in _met(hits, told):
        if match.last < new_from or (rule.alone and not _fills(match, hits, new_from, units)):
            continue
        against = objection(match, hits)
        if against is None:
            verdict.real.add(rule.danger)
            continue
        verdict.refused.add(rule.danger)
        if against is Objection.SUPPOSED and (asked or "ASKS" in told):
            verdict.supposed.add(rule.danger)
    return verdict


def _touches(units: Units, hits: Sequence[Hit], earlier: int) -> bool:
    """Tell whether an idea that a danger is told by has one of the words just said."""
    new_from = bisect_left(units.source, earlier)
    return any(hit.last >= new_from and hit.idea in ideas_of_danger() for hit in hits)


def _met(hits: Sequence[Hit], told: set[str]) -> Iterator[tuple[Rule, Match]]:
    for rule in rules():
        if rule.needs <= told and all(part & told for part in rule.parts):
            for match in islice(matches(rule, hits), _MOST_MATCHES):
                yield rule, match


def _fills(match: Match, hits: Sequence[Hit], first: int, units: Units) -> bool:
    """Tell whether the message, from its `first` word on, says nothing else but "please, here"."""
    said = set(match.words_said)
    for hit in hits:
        if hit.idea in _NOTHING_ELSE or hit.idea in match.rule.parts[0]:
            said.update(range(hit.first, hit.last + 1))
    return said.issuperset(range(first, len(units.said)))
