"""One command, `loge`, leads to every other."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from backend.cli import cli


def test_a_question_is_answered_from_a_terminal() -> None:
    called = CliRunner().invoke(cli, ["knowledge", "ask", "c koi le tel", "--landlord", "office64"])

    assert called.exit_code == 0
    assert "office64-telephone-locataires" in called.output


def test_knowledge_that_breaks_a_rule_ends_the_command_with_an_error(tmp_path: Path) -> None:
    broken = tmp_path / "national" / "broken.yaml"
    broken.parent.mkdir()
    broken.write_text("entries: 3\n", encoding="utf-8")

    called = CliRunner().invoke(cli, ["knowledge", "check", "--root", str(tmp_path)])

    assert called.exit_code == 1
    assert "broken.yaml" in called.output


@pytest.mark.parametrize("words", [["knowledge", "chek"], ["nothing"], ["import"]])
def test_what_is_no_command_is_refused_with_its_usage(words: list[str]) -> None:
    called = CliRunner().invoke(cli, words)

    assert called.exit_code == 2
    assert "usage" in called.output.lower()
