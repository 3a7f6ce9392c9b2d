"""The questionnaire as data: its questions, choices, conditions and endings.

A questionnaire is a list of questions in their order. Each may name conditions on earlier ones, and
nothing else decides the path: it has no jumps, so it has no loops, and is the same in every mode.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, model_validator

from backend.i18n import LANGUAGES

SHIPPED = Path(__file__).parent / "questionnaires"
# Said to be unknown, and not told: never read aloud, always accepted.
UNSAID = UNKNOWN, DECLINED = 98, 99
Ending = Literal["thanks", "quota_full", "out_of_scope"]
ENDINGS: tuple[Ending, ...] = ("thanks", "quota_full", "out_of_scope")
Words = dict[str, str]


class _Data(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Choice(_Data):
    """One answer: its label by language, and what else is written for it, folded."""

    label: Words
    heard: tuple[str, ...] = ()
    alone: bool = False
    ends: Ending | None = None

    @model_validator(mode="before")
    @classmethod
    def _labels_beside(cls, given: Any) -> Any:
        """Read `{fr: …, en: …, heard: […]}`, as a person writes it."""
        if not isinstance(given, Mapping) or "label" in given:
            return given
        label = {name: given[name] for name in LANGUAGES if name in given}
        return {"label": label, **{k: v for k, v in given.items() if k not in label}}


class Question(_Data):
    """One question; its choices are numbered from 1.

    `core`: asked by SMS too. `quota`: the dimension of the quotas that its answer gives. `most`:
    how many choices may be given. `asked_if`: of each question named, one of the choices was given.
    `ages`: the years that each choice comprises, where the question is an age.
    """

    code: str
    text: Words
    choices: tuple[Choice, ...] = Field(min_length=2, max_length=9)
    core: bool = False
    quota: str | None = None
    most: int = Field(default=1, ge=1)
    help: Words = {}
    asked_if: dict[str, tuple[int, ...]] = {}
    ages: tuple[tuple[int, int], ...] = ()

    def choice(self, number: int) -> Choice | None:
        """Return a choice by its number; None for what is unknown, declined or no choice."""
        return self.choices[number - 1] if 0 < number <= len(self.choices) else None


class Minutes(_Data):
    """How long it takes, by SMS and whole."""

    core: int
    whole: int


class Questionnaire(_Data):
    """A whole questionnaire, in French at least."""

    id: str
    title: Words
    intro: Words
    minutes: Minutes
    endings: dict[Ending, Words]
    questions: tuple[Question, ...] = Field(min_length=1)

    def question(self, code: str) -> Question | None:
        """Return a question by its code."""
        return next((one for one in self.questions if one.code == code), None)

    @property
    def dimensions(self) -> dict[str, Question]:
        """The questions that quotas need, by dimension."""
        return {one.quota: one for one in self.questions if one.quota}


def in_language(words: Words, language: str) -> str:
    """Return a text in a language, else in French."""
    return words.get(language) or words["fr"]


def read(text: str) -> Questionnaire:
    """Read a questionnaire from YAML; raises pydantic's or YAML's error for what is none."""
    return Questionnaire.model_validate(yaml.safe_load(text))


def shipped(name: str) -> Questionnaire:
    """Return a questionnaire that comes with the product."""
    return read((SHIPPED / f"{name.replace('-', '_')}.yaml").read_text(encoding="utf-8"))


def names() -> Mapping[str, str]:
    """Return the questionnaires that come with the product, by name, with their French titles."""
    found = (read(path.read_text(encoding="utf-8")) for path in sorted(SHIPPED.glob("*.yaml")))
    return {one.id: one.title["fr"] for one in found}


def frozen(questionnaire: Questionnaire) -> tuple[dict[str, Any], str]:
    """Return a questionnaire as JSON values, with their SHA-256: what answers cite."""
    body = questionnaire.model_dump(mode="json")
    written = json.dumps(body, sort_keys=True, ensure_ascii=False).encode()
    return body, hashlib.sha256(written).hexdigest()


def problems(questionnaire: Questionnaire) -> list[str]:
    """Return why a questionnaire may not be launched, in words for its author; none if it may."""
    return [*_endings(questionnaire), *_repeated(questionnaire), *_questions(questionnaire)]


def _endings(questionnaire: Questionnaire) -> Iterator[str]:
    for name in ENDINGS:
        if not questionnaire.endings.get(name, {}).get("fr"):
            yield f"no ending {name!r} in French"


def _repeated(questionnaire: Questionnaire) -> Iterator[str]:
    codes = [one.code for one in questionnaire.questions]
    yield from (f"{code}: twice" for code in sorted({c for c in codes if codes.count(c) > 1}))
    dimensions = [one.quota for one in questionnaire.questions if one.quota]
    yield from (f"quota {name!r}: twice" for name in set(dimensions) if dimensions.count(name) > 1)


def _questions(questionnaire: Questionnaire) -> Iterator[str]:
    before: dict[str, Question] = {}
    for one in questionnaire.questions:
        if not all(words.get("fr") for words in (one.text, *(c.label for c in one.choices))):
            yield f"{one.code}: not all in French"
        if one.quota and (one.most > 1 or one.asked_if):
            yield f"{one.code}: what a quota needs is asked of everybody, with one answer"
        if one.ages and len(one.ages) != len(one.choices):
            yield f"{one.code}: not one age band for each choice"
        yield from _conditions(one, before)
        before[one.code] = one


def _conditions(one: Question, before: Mapping[str, Question]) -> Iterator[str]:
    for code, numbers in one.asked_if.items():
        asked = before.get(code)
        if asked is None:
            yield f"{one.code}: depends on {code}, which is not asked before it (a loop)"
            continue
        if one.core and not asked.core:
            yield f"{one.code}: asked by SMS, depends on {code}, which is not"
        for number in numbers:
            if number not in UNSAID and asked.choice(number) is None:
                yield f"{one.code}: depends on {code} = {number}, which is no choice"
