"""A questionnaire that could trap somebody is refused before anybody is asked."""

from collections.abc import Mapping
from typing import Any

import pytest
import yaml
from pydantic import ValidationError

from backend.campaigns.questionnaire import SHIPPED, frozen, problems, read, shipped
from backend.i18n import LANGUAGES

NAME = "inclusion-numerique"


def written() -> dict[str, Any]:
    """The shipped questionnaire as a person writes it."""
    text = (SHIPPED / "inclusion_numerique.yaml").read_text(encoding="utf-8")
    data: dict[str, Any] = yaml.safe_load(text)
    return data


def with_question(which: str, **changed: Any) -> str:
    """The shipped questionnaire, with one question changed, as YAML."""
    data = written()
    for question in data["questions"]:
        if question["code"] == which:
            question.update(changed)
    return yaml.safe_dump(data, allow_unicode=True)


def test_the_shipped_questionnaire_may_be_launched() -> None:
    assert problems(shipped(NAME)) == []


def test_what_an_sms_asks_is_written_in_every_language() -> None:
    for question in shipped(NAME).questions:
        if question.core:
            words: list[Mapping[str, str]] = [question.text, *(c.label for c in question.choices)]
            assert all(set(one) == set(LANGUAGES) for one in words), question.code


def test_no_question_is_longer_than_twenty_words_nor_an_sms() -> None:
    for question in shipped(NAME).questions:
        for text in question.text.values():
            assert len(text.split()) <= 20, text
            assert len(text) <= 160, text


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (with_question("B2", asked_if={"B4": [1]}), "B2: depends on B4, which is not asked before"),
        (with_question("B2", asked_if={"B2": [1]}), "B2: depends on B2, which is not asked before"),
        (with_question("B2", asked_if={"B1": [7]}), "B2: depends on B1 = 7, which is no choice"),
        (with_question("E1", asked_if={"C2": [1]}), "E1: asked by SMS, depends on C2"),
        (with_question("A2", most=2), "A2: what a quota needs"),
        (with_question("A2", ages=[[18, 29]]), "A2: not one age band for each choice"),
        (with_question("B2", code="B1"), "B1: twice"),
        (with_question("B2", quota="age"), "quota 'age': twice"),
        (with_question("B2", text={"en": "Does it work?"}), "B2: not all in French"),
    ],
)
def test_what_would_lead_nowhere_is_refused_with_the_question(text: str, told: str) -> None:
    assert any(problem.startswith(told) for problem in problems(read(text)))


@pytest.mark.parametrize("name", ["thanks", "quota_full", "out_of_scope"])
def test_a_questionnaire_without_an_ending_for_everybody_is_refused(name: str) -> None:
    data = written()
    del data["endings"][name]

    assert problems(read(yaml.safe_dump(data))) == [f"no ending {name!r} in French"]


@pytest.mark.parametrize(
    "changed", [{"choices": [{"fr": "oui"}]}, {"skip_to": "E1"}, {"most": 0}, {"text": "Oui ?"}]
)
def test_what_is_no_questionnaire_is_not_read(changed: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        read(with_question("B2", **changed))


def test_one_word_more_makes_another_version() -> None:
    same, other = frozen(shipped(NAME))[1], frozen(read(with_question("B2", most=2)))[1]

    assert frozen(read(yaml.safe_dump(written(), allow_unicode=True)))[1] == same
    assert other != same
