"""The rules at their bounds, told in scenarios that a housing officer can read.

A scenario: the landlord and the moment (`at`, Paris time) where they matter, what is `given`, and
either the `verdict` with some `figures` and `entries`, or the input that it `asks` or `refuses`,
or `unknown: true` where the landlord's sources do not hold the rule.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import yaml

from knowledge import Knowledge
from knowledge.calculators import (
    CALCULATORS,
    Book,
    Input,
    InputInvalid,
    Result,
    compute,
    read_case,
)
from knowledge.errors import KnowledgeError
from knowledge.hours import PARIS
from knowledge.model import Visibility
from knowledge.query import scopes

Scenario = Mapping[str, Any]
FOLDER = Path(__file__).parent / "scenarios"
TODAY = datetime(2026, 11, 20, 10, 0, tzinfo=PARIS)


def _scenarios() -> Iterator[Any]:
    for path in sorted(FOLDER.glob("*.yaml")):
        told = yaml.safe_load(path.read_text(encoding="utf-8"))
        for one in told["scenarios"]:
            scenario = {"calculator": told["calculator"], "landlord": told.get("landlord"), **one}
            yield pytest.param(scenario, id=f"{path.stem}: {one['name']}")


SCENARIOS = list(_scenarios())


def words(given: Mapping[str, Any]) -> dict[str, str]:
    """Return what YAML read as the words that a form would hold."""
    yes_no = {True: "yes", False: "no"}
    return {name: yes_no[v] if isinstance(v, bool) else str(v) for name, v in given.items()}


def book_of(scenario: Scenario, knowledge: Knowledge) -> Book:
    at = scenario.get("at")
    now = datetime.fromisoformat(str(at)).replace(tzinfo=PARIS) if at else TODAY
    desk = CALCULATORS[scenario["calculator"]].desk
    return Book(knowledge, scenario["landlord"], now, desk=desk)


def play(scenario: Scenario, knowledge: Knowledge) -> Result | Input:
    calculator = CALCULATORS[scenario["calculator"]]
    case = read_case(calculator, words(scenario["given"]))
    return compute(calculator, case, book_of(scenario, knowledge))


def plain(value: object) -> str:
    return f"{value:%Y-%m-%d %H:%M}" if isinstance(value, datetime) else str(value)


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_the_rule_says_what_a_housing_officer_expects(
    scenario: Scenario, knowledge: Knowledge
) -> None:
    if "refuses" in scenario:
        with pytest.raises(InputInvalid) as refused:
            play(scenario, knowledge)
        assert refused.value.input.name == scenario["refuses"]
        return
    if scenario.get("unknown"):
        with pytest.raises(KnowledgeError):
            play(scenario, knowledge)
        return
    found = play(scenario, knowledge)
    if "asks" in scenario:
        assert isinstance(found, Input), found
        assert found.name == scenario["asks"]
        return
    assert isinstance(found, Result), found
    assert found.verdict == scenario["verdict"]
    for name, expected in scenario.get("figures", {}).items():
        value = found.figures[name].value
        same = float(value) == expected if isinstance(expected, int | float) else None
        assert same if same is not None else plain(value) == plain(expected), name
    assert set(scenario.get("entries", ())) <= set(found.entries)


@pytest.mark.parametrize("calculator", list(CALCULATORS.values()), ids=lambda one: one.id)
def test_a_result_for_tenants_rests_on_public_entries(calculator, knowledge) -> None:
    public = {e.id for e in knowledge.entries if e.visibility is Visibility.PUBLIC}
    played = [p.values[0] for p in SCENARIOS if p.values[0]["calculator"] == calculator.id]
    spoken = [s for s in played if "verdict" in s]

    assert spoken, "every calculator has scenarios"
    results = [play(scenario, knowledge) for scenario in spoken]
    assert all(result.entries for result in results)
    assert calculator.desk or all(set(result.entries) <= public for result in results)


@pytest.mark.parametrize("scenario", [p for p in SCENARIOS if "verdict" in p.values[0]])
def test_no_result_rests_on_the_rule_of_another_landlord(
    scenario: Scenario, knowledge: Knowledge
) -> None:
    own = scopes(knowledge, scenario["landlord"])
    landlords = {entry.id: entry.landlord for entry in knowledge.entries}
    found = play(scenario, knowledge)

    assert isinstance(found, Result)
    assert {landlords[entry] for entry in found.entries} <= own
