"""The landlord's page says what each calculator rests on, and is up to date."""

from pathlib import Path

import pytest

from backend.calculations import texts
from backend.calculations.__main__ import main
from backend.calculations.page import page
from knowledge import Knowledge
from knowledge.calculators import CALCULATORS, Calculator, Result
from tests.knowledge.test_calculators import SCENARIOS, play
from tests.shipped import shipped


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    return shipped()


def section(told: str, calculator: Calculator) -> str:
    return told.split(f"## {texts.title(calculator, 'fr')}\n")[1].split("\n## ")[0]


PUBLIC = [one for one in CALCULATORS.values() if not one.desk]


@pytest.mark.parametrize("calculator", PUBLIC, ids=lambda one: one.id)
def test_every_entry_that_a_result_rests_on_is_cited(calculator, knowledge: Knowledge) -> None:
    told = section(page(knowledge), calculator)
    played = [p.values[0] for p in SCENARIOS if p.values[0]["calculator"] == calculator.id]
    results = [play(one, knowledge) for one in played if "verdict" in one]

    rested_on = {name for one in results if isinstance(one, Result) for name in one.entries}
    for entry in (one for one in knowledge.entries if one.id in rested_on):
        by_contact = entry.contact and "les points de contact du bailleur" in told
        assert by_contact or f"- {entry.title} *(" in told


def test_a_calculator_of_the_desk_is_not_on_the_page(knowledge: Knowledge) -> None:
    assert page(knowledge).count("\n## ") == len(PUBLIC)


def test_a_page_that_is_late_is_told_and_written(tmp_path: Path, capsys) -> None:
    there = tmp_path / "calculateurs.md"

    assert main(["docs", "--check"], there) == 1
    assert "not up to date → run `python -m backend.calculations docs`" in capsys.readouterr().out
    assert main(["docs"], there) == 0
    assert main(["docs", "--check"], there) == 0
    assert main(["doc"], there) == 2


def test_the_page_of_the_repository_is_up_to_date() -> None:
    assert main(["docs", "--check"]) == 0
