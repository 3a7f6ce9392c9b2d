"""What a category or a kind asks, as its data tells it. Pure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

Answers = Mapping[str, str | None]
"""What was told by question; None for what is still to be asked."""


@dataclass(frozen=True)
class Question:
    """One question; its `choices` are told by words, and may mean a danger, a scope, a habit.

    `own` finds the answer to an open question in a message that tells it early.
    """

    key: str
    asks: str = "answer"
    yes_no: bool = False
    choices: Mapping[str, re.Pattern[str]] = field(default_factory=dict)
    own: re.Pattern[str] | None = None
    danger: Mapping[str, str] = field(default_factory=dict)
    scope: Mapping[str, str] = field(default_factory=dict)
    recurs: frozenset[str] = frozenset()

    def told_in(self, plain: str) -> str | None:
        """Return the choice that the words of a folded text tell, or the answer's own words."""
        told = next((name for name, words in self.choices.items() if words.search(plain)), None)
        own = self.own.search(plain) if self.own and told is None else None
        return own.group().strip() if own else told


@dataclass(frozen=True)
class Ask:
    """A question where it stands: put when the problem's words, or an answer, call for it."""

    question: Question
    when: re.Pattern[str] | None = None
    unless: re.Pattern[str] | None = None
    after: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    first: bool = False

    def concerns(self, plain: str) -> bool:
        """Tell whether the problem's words call for it."""
        is_called_for = self.when is None or bool(self.when.search(plain))
        return is_called_for and not (self.unless and self.unless.search(plain))

    def follows(self, told: Answers) -> bool:
        """Tell whether the answers that it depends on were given."""
        return all(told.get(key) in wanted for key, wanted in self.after.items())


@dataclass(frozen=True)
class Saying:
    """What is told of a request from the knowledge base: an entry, or a rule computed.

    `instead` is the entry that is told where the rule cannot be computed.
    """

    landlord: str
    entry: str | None = None
    calculator: str | None = None
    given: Mapping[str, str] = field(default_factory=dict)
    instead: "Saying | None" = None
    when: re.Pattern[str] | None = None
    recurring: bool = False
    answers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    once_filed: bool = True

    def concerns(self, plain: str, told: Mapping[str, Any], *, recurring: bool) -> bool:
        """Tell whether it is to be told of this request."""
        if self.recurring and not recurring:
            return False
        is_called_for = self.when is None or bool(self.when.search(plain))
        return is_called_for and all(told.get(k) in v for k, v in self.answers.items())


@dataclass(frozen=True)
class Triage:
    """What one category or one kind asks, never asks, and says."""

    name: str
    category: str
    asks: tuple[Ask, ...] = ()
    most: int = 2
    never: frozenset[str] = frozenset()
    anonymous: re.Pattern[str] | None = None
    scope: str | None = None
    says: tuple[Saying, ...] = ()
    told: re.Pattern[str] | None = None
    beside: re.Pattern[str] | None = None
    other: re.Pattern[str] | None = None
    among: frozenset[str] = frozenset()
    desk: str | None = None

    def is_told_in(self, plain: str, category: str | None) -> bool:
        """Tell whether the words of a folded text tell this kind, taken for a category."""
        if self.told is None or (self.among and category not in self.among):
            return False
        is_told = bool(self.told.search(plain))
        is_so = self.beside is None or bool(self.beside.search(plain))
        return is_told and is_so and not (self.other and self.other.search(plain))
