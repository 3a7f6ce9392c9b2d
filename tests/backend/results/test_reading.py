"""Profiles and indicators: everybody has exactly one profile, and nothing is guessed."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backend.campaigns.path import Answers, follow
from backend.campaigns.questionnaire import DECLINED, UNKNOWN, Questionnaire, shipped
from backend.results.reading import Reading, holds, problems, reading_of

NAME = "inclusion-numerique"
ASKED = shipped(NAME)
USES: dict[str, tuple[int, ...]] = {"B1": (1, 3), "B2": (1,), "B3": (1,), "C1": (1,), "E1": (4,)}
SKILLS = ("C2", "C3", "C4", "C5", "C6")


@pytest.fixture(scope="module")
def questionnaire() -> Questionnaire:
    return shipped(NAME)


def reading() -> Reading:
    found = reading_of(NAME)
    assert found is not None
    return found


@st.composite
def interviews(draw: st.DrawFn) -> Answers:
    """What somebody answers along the way, in any mode, who may stop anywhere."""
    asked = ASKED
    core, answers = draw(st.booleans()), dict[str, tuple[int, ...]]()
    for _ in range(draw(st.integers(0, 25))):
        following = follow(asked, answers, core=core).next
        if following is None:
            break
        numbers = st.integers(1, len(following.choices))
        said = st.lists(numbers, min_size=1, max_size=following.most, unique=True).map(tuple)
        answers[following.code] = draw(said | st.sampled_from([(UNKNOWN,), (DECLINED,)]))
    return answers


def persona(**answers: tuple[int, ...]) -> str:
    return reading().persona_of(answers).id


def helped(times: int) -> dict[str, tuple[int, ...]]:
    return {code: (2 if at < times else 1,) for at, code in enumerate(SKILLS)}


def test_the_shipped_reading_asks_nothing_that_its_questionnaire_does_not(
    questionnaire: Questionnaire,
) -> None:
    assert problems(reading(), questionnaire) == []


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"consent": {"question": "Z9", "need": 1, "writing": 2}}, "Z9 = 1: no such choice"),
        ({"needs": [{"id": "n", "label": {}, "when": {"F1": [9]}}]}, "F1 = 9: no such choice"),
        ({"personas": []}, "personas: the last one does not take everybody who is left"),
    ],
)
def test_a_reading_that_does_not_fit_is_told(
    questionnaire: Questionnaire, changes: dict[str, Any], problem: str
) -> None:
    broken = Reading.model_validate(reading().model_dump() | changes)

    assert problem in problems(broken, questionnaire)


@settings(deadline=None)
@given(interviews())
def test_everybody_has_exactly_one_profile_however_much_they_answered(answers: Answers) -> None:
    rules = [one for one in reading().personas if holds(one.when, answers)]

    assert reading().persona_of(answers) is rules[0]
    # "Not classed" is only for whoever did not tell when they used the Internet last.
    told = answers.get("C1", (UNKNOWN,))[0] not in (UNKNOWN, DECLINED)
    assert (rules[0].id == "non_classe") is not told


@settings(deadline=None)
@given(interviews())
def test_who_has_not_used_the_internet_is_far_from_it_and_nobody_else_is(answers: Answers) -> None:
    far = answers.get("C1", ())[:1] in ((4,), (5,))

    assert (reading().persona_of(answers).id == "eloigne") is far


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        (USES | {"C1": (5,)}, "eloigne"),
        (USES | {"B1": (2, 5)}, "empeche"),
        (USES | {"B2": (3,)}, "empeche"),
        (USES | {"B3": (4,), "B4": (3,)}, "empeche"),
        (USES | helped(2), "accompagne"),
        (USES | dict.fromkeys(SKILLS, (3,)), "accompagne"),
        (USES | helped(1), "autonome"),
        (USES | {"B3": (2,)}, "mobile_seul"),
        (USES | {"E1": (2, 6)}, "prefere_humain"),
        (USES | {"E1": (UNKNOWN,)}, "autonome"),
        (USES, "autonome"),
        (USES | {"C1": (DECLINED,)}, "non_classe"),
        ({}, "non_classe"),
    ],
)
def test_the_first_rule_that_holds_decides(answers: Answers, expected: str) -> None:
    assert persona(**answers) == expected


def test_what_is_known_of_an_indicator_decides_and_what_is_not_leaves_it_open() -> None:
    illectronism = next(one.when for one in reading().indicators if one.id == "illectronisme")
    none = dict.fromkeys(SKILLS, (3,))

    assert holds(illectronism, {"C1": (5,)}) is True
    assert holds(illectronism, USES | none) is True
    assert holds(illectronism, USES | none | {"C4": (1,)}) is False
    assert holds(illectronism, USES | none | {"C4": (DECLINED,)}) is None
    assert holds(illectronism, USES) is None


def test_what_somebody_prefers_comes_before_what_their_profile_says() -> None:
    assert reading().channels_of(USES | {"C1": (5,), "E1": (2, 5)}) == ["sms", "post", "phone"]
    assert reading().channels_of(USES | {"C1": (5,), "E1": (UNKNOWN,)}) == ["phone", "post"]


def test_nobody_agrees_by_being_silent() -> None:
    consent = reading().consent

    assert reading().agreed({"G1": (1, 2)}, consent.need)
    assert not reading().agreed({"G1": (2,)}, consent.need)
    assert not reading().agreed({"G1": (DECLINED,)}, consent.need)
    assert not reading().agreed({}, consent.writing)


def test_a_questionnaire_without_a_reading_has_none() -> None:
    assert reading_of("another") is None
