"""`/api/calculators`: the rules that anybody may have computed, in five languages."""

from collections.abc import Callable
from dataclasses import asdict
from datetime import date, datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Path
from pydantic import BaseModel, Field

from backend.calculations import service
from backend.calculations.errors import CalculatorNotFound, InputRefused, RuleNotHeld
from backend.calculations.service import Explanation, Given, Question
from backend.error_handlers import errors
from backend.library.edition import Holds

Language = Literal["fr", "en", "es", "pt", "eu"]
Day = date
Word = Annotated[str, Field(max_length=200)]


class QuestionRead(BaseModel):
    """An input: how it is asked, and the stable words that it takes, with their labels."""

    name: str
    kind: str
    text: str
    choices: dict[str, str]


class CalculatorRead(BaseModel):
    """A rule that can be computed."""

    id: str
    title: str
    inputs: list[QuestionRead]


class SourceRead(BaseModel):
    """Where a result comes from."""

    entry: str
    title: str
    document: str
    section: str
    date: date
    amended: Day | None = None


class FigureRead(BaseModel):
    """A figure of the result: bare, and as it is written."""

    unit: str
    value: str
    text: str


class ResultRead(BaseModel):
    """What was computed and why, the verdict first."""

    calculator: str
    verdict: str
    lines: list[str]
    figures: dict[str, FigureRead]
    sources: list[SourceRead]


class AsksRead(BaseModel):
    """What has to be known before anything can be computed."""

    calculator: str
    asks: QuestionRead


class Calculate(BaseModel):
    """What is known: every input in words, as a form holds them."""

    landlord: Word | None = None
    language: Language = "fr"
    given: dict[Word, Word] = Field(default_factory=dict, max_length=30)


def _question(asked: Question) -> QuestionRead:
    return QuestionRead(
        name=asked.input.name,
        kind=asked.input.kind,
        text=asked.text,
        choices=dict(asked.choices),
    )


def _result(found: Explanation) -> ResultRead:
    return ResultRead(
        calculator=found.calculator,
        verdict=found.verdict,
        lines=list(found.lines),
        figures={
            name: FigureRead(unit=told.figure.unit, value=_bare(told.figure.value), text=told.text)
            for name, told in found.figures.items()
        },
        sources=[SourceRead(**asdict(one)) for one in found.sources],
    )


def _bare(value: object) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)


def router(library: Holds, clock: Callable[[], datetime]) -> APIRouter:
    """Return the routes over what is known; the agents' own calculators are not served."""
    routes = APIRouter(prefix="/api/calculators", tags=["calculators"])

    @routes.get("", responses=errors(InputRefused))
    def everything(landlord: str | None = None, language: Language = "fr") -> list[CalculatorRead]:
        """List what can be computed for a landlord's people, with the inputs."""
        given = Given(library.knowledge, landlord, language, clock())
        return [
            CalculatorRead(
                id=one.id,
                title=service.title(one, language),
                inputs=[_question(asked) for asked in service.questions(one, given)],
            )
            for one in service.calculators(given)
        ]

    @routes.post("/{calculator}", responses=errors(CalculatorNotFound, RuleNotHeld, InputRefused))
    def calculate(calculator: Annotated[str, Path()], body: Calculate) -> ResultRead | AsksRead:
        """Compute a rule, or say what is missing."""
        given = Given(library.knowledge, body.landlord, body.language, clock())
        found = service.calculate(calculator, body.given, given)
        if isinstance(found, Question):
            return AsksRead(calculator=found.calculator, asks=_question(found))
        return _result(found)

    return routes
