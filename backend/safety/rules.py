"""Which ideas, how near one another, tell a danger, and what speaks against it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Any

from backend.safety.phrases import Hit, read_yaml

_SUPPOSES = frozenset({"IF", "IF_AFTER", "RISK"})
_SUPPOSED_REACH = 9
_RISK_REACH = 3
_DENIED_REACH = 2
_UNLESS_REACH = 14
_LONG_AGO_REACH = 3


class Danger(StrEnum):
    """The kinds of danger, the most pressing first: where a message tells two, the first is it."""

    SUICIDE = "suicide"
    LIFT = "lift"
    CHILD = "child"
    VIOLENCE = "violence"
    FIRE = "fire"
    GAS = "gas"
    CARBON_MONOXIDE = "carbon_monoxide"
    UNCONSCIOUS = "unconscious"
    COLLAPSE = "collapse"
    ELECTRICITY = "electricity"
    HOMELESS = "homeless"
    OTHER = "other"


class Objection(StrEnum):
    """Why what is told is no danger now."""

    DENIED = "DENIED"
    SUPPOSED = "SUPPOSED"
    FEARED = "FEARED"
    PAST = "PAST"
    OVER = "OVER"
    NEWS = "NEWS"
    UNLESS = "UNLESS"


@dataclass(frozen=True, slots=True)
class Rule:
    """A danger is told by these ideas close to one another, unless another stands by.

    `needs` are those of its ideas that nothing else may stand for: a quick way to set a rule aside.
    """

    danger: Danger
    parts: tuple[frozenset[str], ...]
    needs: frozenset[str]
    within: int
    ordered: bool
    unless: frozenset[str]
    even_if: frozenset[str]
    alone: bool


@dataclass(frozen=True, slots=True)
class Match:
    """A rule met, from one place to another."""

    rule: Rule
    start: int
    end: int
    first: int
    last: int
    sentences: frozenset[int]
    words_said: frozenset[int]


@lru_cache(maxsize=1)
def rules() -> tuple[Rule, ...]:
    """Return every rule, read once."""
    return tuple(_rule(written) for written in read_yaml("rules"))


@lru_cache(maxsize=1)
def ideas_of_danger() -> frozenset[str]:
    """Return the ideas that a danger is told by; without one of them nothing else is read."""
    return frozenset(idea for rule in rules() for part in rule.parts for idea in part)


def _rule(written: dict[str, Any]) -> Rule:
    parts = tuple(frozenset(str(part).split("|")) for part in written["ideas"])
    return Rule(
        danger=Danger(written["danger"]),
        parts=parts,
        needs=frozenset(idea for part in parts if len(part) == 1 for idea in part),
        within=written.get("within", 6),
        ordered=written.get("ordered", False),
        unless=frozenset(written.get("unless", ())),
        even_if=frozenset(written.get("even_if", ())),
        alone=written.get("alone", False),
    )


def matches(rule: Rule, hits: Sequence[Hit]) -> Iterator[Match]:
    """Yield the places where the rule's ideas stand together, in one pass over the hits."""
    chains: list[tuple[Hit, ...]] = [() for _ in rule.parts]
    step = _ordered if rule.ordered else _unordered
    for hit in hits:
        found = step(rule, hit, chains)
        if found:
            yield _match(rule, found)


def _ordered(rule: Rule, hit: Hit, chains: list[tuple[Hit, ...]]) -> tuple[Hit, ...]:
    """Lengthen the chains that the hit continues; return the whole one, if it ends it."""
    whole: tuple[Hit, ...] = ()
    for index in reversed(range(len(rule.parts))):
        if hit.idea not in rule.parts[index]:
            continue
        head = chains[index - 1] if index else ()
        if index and not (head and _follows(head[-1], hit, rule.within)):
            continue
        chains[index] = (*head, hit)
        if index == len(rule.parts) - 1:
            whole = chains[index]
    return whole


def _follows(one: Hit, other: Hit, within: int) -> bool:
    return one.last < other.first and other.start - one.end <= within


def _unordered(rule: Rule, hit: Hit, chains: list[tuple[Hit, ...]]) -> tuple[Hit, ...]:
    """Keep the latest hit of each part; return them when they stand together."""
    mine = [index for index, part in enumerate(rule.parts) if hit.idea in part]
    for index in mine:
        chains[index] = (hit,)
    if not mine or not all(chains):
        return ()
    whole = tuple(chain[0] for chain in chains)
    near = all(hit.start - other.end <= rule.within for other in whole)
    return whole if near else ()


def _match(rule: Rule, hits: tuple[Hit, ...]) -> Match:
    return Match(
        rule,
        min(hit.start for hit in hits),
        max(hit.end for hit in hits),
        min(hit.first for hit in hits),
        max(hit.last for hit in hits),
        frozenset(hit.sentence for hit in hits),
        frozenset(i for hit in hits for i in range(hit.first, hit.last + 1)),
    )


def objection(match: Match, hits: Sequence[Hit]) -> Objection | None:
    """Return what makes the match no danger now, or None: then it is one."""
    present = any(_is_now(hit, match, hits) for hit in hits)
    for hit in hits:
        against = _against(match, hit)
        if against is None or against in match.rule.even_if:
            continue
        if present and against in (Objection.PAST, Objection.OVER) and hit.idea != "LONG_AGO":
            continue
        return against
    return None


def _is_now(hit: Hit, match: Match, hits: Sequence[Hit]) -> bool:
    """Tell whether the hit makes the match present: "maintenant", but not "maintenant ça va"."""
    if hit.idea != "NOW" or hit.sentence not in match.sentences:
        return False
    return not any(h.idea == "OVER" and h.first <= hit.first and hit.last <= h.last for h in hits)


def _against(match: Match, hit: Hit) -> Objection | None:
    if hit.idea in match.rule.unless:
        near = match.start - _UNLESS_REACH <= hit.end and hit.start <= match.end + _UNLESS_REACH
        return Objection.UNLESS if near else None
    if hit.idea in ("NOT", "WITHOUT"):
        return Objection.DENIED if _denies(match, hit) else None
    if hit.idea in _SUPPOSES:
        told = Objection.FEARED if hit.idea == "RISK" else Objection.SUPPOSED
        return told if _supposes(match, hit) else None
    if hit.idea == "LONG_AGO":
        near = match.start - _LONG_AGO_REACH <= hit.end and hit.start <= match.end + _LONG_AGO_REACH
        return Objection.PAST if near and hit.sentence in match.sentences else None
    if hit.idea in ("PAST", "NEWS"):
        return Objection(hit.idea) if hit.sentence in match.sentences else None
    return Objection.OVER if hit.idea == "OVER" else None


def _denies(match: Match, hit: Hit) -> bool:
    if hit.first in match.words_said:
        return False
    if match.first < hit.first < match.last:
        return True
    return hit.idea == "WITHOUT" and 0 < match.start - hit.end <= _DENIED_REACH


def _supposes(match: Match, hit: Hit) -> bool:
    """Tell whether the hit makes the match an "if"; a fear reaches the next words only.

    It comes before, but in Basque, where "if" is the end of a verb (IF_AFTER).
    """
    if hit.sentence not in match.sentences or hit.first in match.words_said:
        return False
    if hit.first > match.last:
        return hit.idea == "IF_AFTER" and hit.start - match.end <= _SUPPOSED_REACH
    reach = _RISK_REACH if hit.idea == "RISK" else _SUPPOSED_REACH
    return match.start - hit.end <= reach
