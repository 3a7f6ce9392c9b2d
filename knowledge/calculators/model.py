"""What a calculator is given and what it says: cases, figures, reasons, results. All frozen."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any, NoReturn

from knowledge.model import Unit, Value

if TYPE_CHECKING:
    from knowledge.calculators.book import Book


class Kind(StrEnum):
    """What sort of answer an input takes, so that a page, the API and the chat ask it alike."""

    CHOICE = "choice"
    YES_NO = "yes-no"
    NUMBER = "number"
    EUROS = "euros"
    DATE = "date"
    MOMENT = "moment"
    TEXT = "text"


@dataclass(frozen=True)
class Input:
    """One thing that a calculator may need to know; `choices` are stable words.

    `optional`: it is computed without it too, and then it is never asked for in a conversation.
    `told`: the figures that its question names, each an entry's id and the name of its value.
    """

    name: str
    kind: Kind
    choices: tuple[str, ...] = ()
    least: int = 0
    most: int = 1_000_000
    optional: bool = False
    told: Mapping[str, tuple[str, str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Figure:
    """A value with its unit, rendered as the entries' values are; a date and time as a moment.

    `form` says how far it is known: a `month` is never told with a day.
    """

    unit: Unit
    value: Value
    form: str = ""


@dataclass(frozen=True)
class Reason:
    """One line of the explanation: the name of its text, its figures, the entry it rests on.

    The name begins with the calculator's id, in underscores, and is written out where it is used:
    a gate looks for the text of each.
    """

    text: str
    values: Mapping[str, Figure] = field(default_factory=dict)
    entry: str = ""


@dataclass(frozen=True)
class Result:
    """What was computed: a stable word, the figures found, and the reasons, the verdict first."""

    verdict: str
    reasons: tuple[Reason, ...]
    figures: Mapping[str, Figure] = field(default_factory=dict)

    @property
    def entries(self) -> tuple[str, ...]:
        """The ids of the entries that the result rests on, in order, each once."""
        return tuple(dict.fromkeys(reason.entry for reason in self.reasons if reason.entry))


Case = Mapping[str, Any]
"""The inputs that are known, by name, each as its kind reads it."""


@dataclass(frozen=True)
class Calculator:
    """A rule that can be computed: its inputs in the order in which they are asked.

    `compute` takes what it needs from what is given; an input that does not matter to a case is
    never asked. `landlords` empty: it holds for all. `by_landlord`: the rule differs, so that a
    landlord who is not known is asked for first. `desk`: for the agents only.
    """

    id: str
    inputs: tuple[Input, ...]
    compute: Callable[[Given, Book], Result]
    landlords: frozenset[str] = frozenset()
    by_landlord: bool = False
    desk: bool = False

    def input(self, name: str) -> Input:
        """Return the input of that name."""
        return next(one for one in self.inputs if one.name == name)


class Given:
    """The inputs of one computation; asking for one that is not known ends it with its name."""

    def __init__(self, case: Case) -> None:
        self._case = case

    def __getitem__(self, name: str) -> Any:
        """Return an input; raises InputMissing for one that has to be asked."""
        if self._case.get(name) is None:
            raise InputMissing(name)
        return self._case[name]

    def get(self, name: str) -> Any:
        """Return an input that the computation can do without; None where it is not known."""
        return self._case.get(name)

    def refuse(self, name: str) -> NoReturn:
        """End the computation: what was given for the input cannot be."""
        raise InputUnfit(name)


class InputMissing(Exception):
    """The computation cannot go on without one more input."""

    def __init__(self, name: str) -> None:
        self.name = name
        super().__init__(name)


class InputUnfit(Exception):
    """What was given for an input is of its kind and cannot be all the same: a day to come."""

    def __init__(self, name: str) -> None:
        self.name = name
        super().__init__(name)
