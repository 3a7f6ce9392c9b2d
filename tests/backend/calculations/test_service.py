"""A rule is computed, explained in words with its sources, asks for what it lacks, or refuses."""

from datetime import datetime

import pytest

from backend.calculations import service, texts
from backend.calculations.service import Explanation, Given, Question
from backend.i18n import LANGUAGES
from knowledge import Knowledge
from knowledge.calculators import CALCULATORS, Result
from knowledge.hours import PARIS
from tests.knowledge.test_calculators import SCENARIOS, book_of, play
from tests.shipped import shipped

NOW = datetime(2026, 11, 20, 10, 0, tzinfo=PARIS)


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    return shipped()


def given(knowledge: Knowledge, landlord: str | None = None, language: str = "fr") -> Given:
    return Given(knowledge, landlord, language, NOW)


def test_a_result_is_told_with_its_figures_and_its_sources(knowledge: Knowledge) -> None:
    found = service.calculate("ops-penalty", {"months": "8"}, given(knowledge))

    assert isinstance(found, Explanation)
    assert "60,96 €" in found.lines[0]
    assert found.figures["total"].text == "60,96 €"
    assert [one.entry for one in found.sources] == ["national-ops-penalite"]


def test_what_is_missing_is_asked_for_in_the_reader_s_language(knowledge: Knowledge) -> None:
    found = service.calculate("ops-penalty", {}, given(knowledge, language="en"))

    assert isinstance(found, Question)
    assert found.input.name == "months"
    assert "How many" in found.text or "how many" in found.text


@pytest.mark.parametrize("months", ["-1", "beaucoup", "1.5", "9" * 30, "601"])
def test_what_cannot_be_is_refused_by_the_name_of_its_input(
    knowledge: Knowledge, months: str
) -> None:
    with pytest.raises(service.InputRefused) as refused:
        service.calculate("ops-penalty", {"months": months}, given(knowledge))

    assert refused.value.data == {"input": "months"}


def test_an_unknown_calculator_and_an_unknown_landlord_are_refused(knowledge: Knowledge) -> None:
    with pytest.raises(service.CalculatorNotFound):
        service.calculate("x", {}, given(knowledge))
    with pytest.raises(service.InputRefused):
        service.calculate("ops-penalty", {"landlord": "cclo"}, given(knowledge))


def test_the_agents_own_calculators_are_not_shown_to_anybody_else(knowledge: Knowledge) -> None:
    shown = {one.id for one in service.calculators(given(knowledge))}

    assert shown == {one.id for one in CALCULATORS.values() if not one.desk}


@pytest.mark.parametrize("scenario", [p for p in SCENARIOS if "verdict" in p.values[0]])
def test_every_scenario_is_told_in_every_language(scenario, knowledge: Knowledge) -> None:
    result = play(scenario, knowledge)
    assert isinstance(result, Result)

    for language in LANGUAGES:
        told = list(texts.lines(result, book_of(scenario, knowledge), language))
        assert all(told)
        assert len("\n".join(told)) <= 900
