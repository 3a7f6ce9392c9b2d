"""From a calculator's id and words to an explanation, or to the next thing to ask for."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from backend.answers.landlords import served
from backend.answers.telling import source_of
from backend.calculations import texts
from backend.calculations.errors import CalculatorNotFound, InputRefused, RuleNotHeld
from backend.replies import SourceRef
from knowledge import Knowledge
from knowledge.calculators import (
    CALCULATORS,
    LANDLORD,
    Book,
    Calculator,
    Figure,
    Input,
    InputInvalid,
    Result,
    compute,
    holds_for,
    read_case,
)
from knowledge.errors import KnowledgeError

__all__ = [
    "CalculatorNotFound",
    "Explanation",
    "Given",
    "InputRefused",
    "Question",
    "RuleNotHeld",
    "Told",
    "calculate",
    "calculators",
    "questions",
    "title",
]


@dataclass(frozen=True)
class Given:
    """For whom something is computed, in which language, when, and whether at the agents' desk."""

    knowledge: Knowledge
    landlord: str | None
    language: str
    now: datetime
    desk: bool = False

    def book(self, landlord: str | None) -> Book:
        """Return the parameters that hold for a landlord here."""
        return Book(self.knowledge, landlord, self.now, desk=self.desk)


@dataclass(frozen=True)
class Question:
    """The next input that is needed: how it is asked, and the words that it takes, if few."""

    calculator: str
    input: Input
    text: str
    choices: Mapping[str, str]


@dataclass(frozen=True)
class Told:
    """A figure that was computed, and how it is written."""

    figure: Figure
    text: str


@dataclass(frozen=True)
class Explanation:
    """What was computed, in the reader's words, with the entries that it rests on."""

    calculator: str
    verdict: str
    lines: tuple[str, ...]
    figures: Mapping[str, Told]
    sources: tuple[SourceRef, ...]
    landlord: str | None


def calculators(given: Given) -> list[Calculator]:
    """Return what can be computed for a landlord's people; the agents' own only at their desk."""
    landlord = _landlord({}, given)
    return [
        one
        for one in CALCULATORS.values()
        if holds_for(one, landlord) and (given.desk or not one.desk)
    ]


def title(calculator: Calculator, language: str) -> str:
    """Return what the calculator is called."""
    return texts.title(calculator, language)


def questions(calculator: Calculator, given: Given) -> list[Question]:
    """Return everything that the calculator may ask, for a page that shows it at once."""
    return [_question(calculator, one, given) for one in calculator.inputs]


def calculate(calculator_id: str, words: Mapping[str, str], given: Given) -> Explanation | Question:
    """Return the explained result, or the question that has to be answered first.

    Raises CalculatorNotFound, RuleNotHeld where the landlord's sources are silent, and
    InputRefused for a word that cannot be taken.
    """
    calculator = CALCULATORS.get(calculator_id)
    if calculator is None or (calculator.desk and not given.desk):
        raise CalculatorNotFound
    book = given.book(_landlord(words, given))
    try:
        found = compute(calculator, read_case(calculator, words), book)
    except InputInvalid as invalid:
        raise InputRefused(invalid.input.name) from invalid
    except KnowledgeError as missing:
        raise RuleNotHeld from missing
    if isinstance(found, Input):
        return _question(calculator, found, given)
    return _explained(calculator, found, book, given.language)


def _landlord(words: Mapping[str, str], given: Given) -> str | None:
    told = words.get(LANDLORD) or given.landlord
    if told is not None and told not in {one.id for one in served(given.knowledge)}:
        raise InputRefused(LANDLORD)
    return told


def _question(calculator: Calculator, wanted: Input, given: Given) -> Question:
    book = given.book(given.landlord)
    return Question(
        calculator.id,
        wanted,
        texts.question(calculator, wanted, book, given.language),
        texts.choices(calculator, wanted, book, given.language),
    )


def _explained(calculator: Calculator, result: Result, book: Book, language: str) -> Explanation:
    return Explanation(
        calculator.id,
        result.verdict,
        tuple(texts.lines(result, book, language)),
        {
            name: Told(one, texts.figure(one, book.now, language))
            for name, one in result.figures.items()
        },
        tuple(source_of(book.entry(entry)) for entry in result.entries),
        book.landlord,
    )
