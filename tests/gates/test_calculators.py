"""Whatever a calculator can ask or say has its words, in every language."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from backend.calculations import texts
from backend.config import ROOT
from backend.i18n import LANGUAGES, LOCALE
from knowledge.calculators import CALCULATORS, Kind

FOLDER = ROOT / "knowledge" / "calculators"
PREFIXES = tuple(f"{one.replace('-', '_')}_" for one in CALCULATORS)


def trees() -> Iterator[tuple[Path, ast.Module]]:
    for path in sorted(FOLDER.glob("*.py")):
        yield path, ast.parse(path.read_text(encoding="utf-8"))


def reasons() -> set[str]:
    """Return the names of texts that are written out in the calculators' code."""
    return {
        node.value
        for _, tree in trees()
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and node.value.startswith(PREFIXES)
        and node.value.isidentifier()
    }


def asked() -> set[str]:
    """Return the names of every title, question and choice."""
    found = set()
    for one in CALCULATORS.values():
        found.add(texts.title_name(one))
        found |= {texts.question_name(one, wanted) for wanted in one.inputs}
        found |= {
            texts.choice_name(one, wanted, choice)
            for wanted in one.inputs
            if wanted.kind is Kind.CHOICE
            for choice in wanted.choices
        }
    return found


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_input_choice_title_and_reason_has_its_text_and_no_text_is_left_over(
    language: str,
) -> None:
    with (LOCALE / language / "calculators.po").open("rb") as file:
        told = {str(message.id) for message in read_po(file) if message.id and message.string}

    assert told == reasons() | asked() | texts.OWN


def test_no_reason_is_put_together_so_that_each_can_be_looked_for() -> None:
    made = [
        f"{path.name}:{node.lineno}"
        for path, tree in trees()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id == "Reason"
        and node.args
        and isinstance(node.args[0], ast.JoinedStr | ast.BinOp)
    ]

    assert made == []


def test_every_choice_has_its_words_and_no_other_input_has_any() -> None:
    for one in CALCULATORS.values():
        for wanted in one.inputs:
            assert bool(wanted.choices) == (wanted.kind is Kind.CHOICE), (one.id, wanted.name)
