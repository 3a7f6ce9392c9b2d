"""What follows a request, told from the knowledge base only: an entry, or a rule computed."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from backend.answers.telling import told
from backend.calculations import replying
from backend.calculations import service as calculations
from backend.calculations.service import Explanation, Given
from backend.conversations.calculations import given_of
from backend.errors import AppError
from backend.hearing.numbers import NUMBER, value
from backend.hearing.text import clean, fold
from backend.library.edition import Holds
from backend.replies import Turn, Utterance
from backend.sollicitations.service import Saying
from knowledge.calculators import CALCULATORS, Calculator, Input
from knowledge.calculators.model import Kind
from knowledge.errors import KnowledgeError
from knowledge.query import tenant_entry

_NUMBER = re.compile(rf"(?<![\w.,]){NUMBER}")
_GROUND = re.compile(r"\b(?:rdc|rez|ground|planta baja|res do chao|beheko)\b")
_NO_LIFT = re.compile(r"\b(?:sans|pas d'|pas|without|no|sin|sem|gabe)\s?(?:ascens|lift|elev|igog)")
_LIFT = re.compile(r"\b(?:l')?(?:ascens|lift|elev|igog)")
_DWELLING = re.compile(r"\b[tf]\s?(?P<rooms>[1-9])\b")


@dataclass(frozen=True)
class NextSteps:
    """Words what the triage names, for the landlord whose rule it is."""

    library: Holds

    def tell(
        self, sayings: Iterable[Saying], turn: Turn, slots: Mapping[str, Any], now: datetime
    ) -> tuple[Utterance, ...]:
        """Return one answer for each that holds for the turn's landlord; none without a rule."""
        given = given_of(self.library, turn, now)
        own = (one for one in sayings if one.landlord == turn.landlord)
        said = (self._said(one, slots, given) for one in own)
        return tuple(one for one in said if one is not None)

    def _said(self, saying: Saying, slots: Mapping[str, Any], given: Given) -> Utterance | None:
        found = self._entry(saying, given) if saying.entry else _computed(saying, slots, given)
        return found or (self._said(saying.instead, slots, given) if saying.instead else None)

    def _entry(self, saying: Saying, given: Given) -> Utterance | None:
        knowledge, day = given.knowledge, given.now.date()
        try:
            entry = tenant_entry(knowledge, saying.entry or "")
            return told(knowledge, entry, landlord=given.landlord, language=given.language, day=day)
        except KnowledgeError:
            # What is not in force any more is not promised.
            return None


def _computed(saying: Saying, slots: Mapping[str, Any], given: Given) -> Utterance | None:
    calculator = CALCULATORS[saying.calculator or ""]
    words = {**saying.given, **words_of(calculator, slots)}
    try:
        found = calculations.calculate(calculator.id, words, replace(given, desk=False))
    except AppError:
        return None
    return replying.utterance(given, found) if isinstance(found, Explanation) else None


def words_of(calculator: Calculator, slots: Mapping[str, Any]) -> dict[str, str]:
    """Return what a request's answers tell a calculator."""
    return dict(_words(calculator.inputs, slots))


def _words(inputs: Iterable[Input], slots: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Give what the answers tell a calculator, as the words that its form would hold."""
    answers = {k: v for k, v in (slots.get("details") or {}).items() if v}
    text = fold(clean(f"{slots.get('description') or ''} {answers.get('floor', '')}"))
    for one in inputs:
        word = answers.get(one.name, "")
        if one.kind is Kind.NUMBER:
            word = _number(word)
        elif one.name == "lift":
            word = "no" if _NO_LIFT.search(text) else "yes" if _LIFT.search(text) else ""
        elif one.name == "dwelling" and (match := _DWELLING.search(text)):
            rooms = int(match["rooms"])
            word = f"t{rooms}" if rooms <= int(one.choices[-2][1]) else one.choices[-1]
        if word:
            yield one.name, word


def _number(told_words: str) -> str:
    plain = fold(clean(told_words))
    if _GROUND.search(plain):
        return "0"
    match = _NUMBER.search(plain)
    return f"{value(match.group()):f}" if match else ""
