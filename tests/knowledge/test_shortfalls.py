"""What is wanting is counted and named, and refuses nothing."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from knowledge import KnowledgeInvalid, load
from knowledge.__main__ import main
from knowledge.shortfalls import AskedMost, asked_most, shortfalls, taken_questions
from tests.knowledge.entries import an_entry

TODAY = date(2026, 11, 22)
MANY = [f"question {'abcdefghijklmnopqrstuvwxyz'[n % 26]} {n // 26 * 'encore '}" for n in range(30)]


def wanting(root: Path, kind: str, most: AskedMost | None = None) -> list[str]:
    """Return what is wanting of one kind."""
    found = shortfalls(load(root), most or AskedMost(("demo-delai",), 1), TODAY)
    (told,) = (lines for name, lines in found.items() if kind in name)
    return told


@pytest.mark.parametrize(
    ("kind", "spoilt", "whole"),
    [
        ("to review", {"review_by": "2026-11-21"}, {"review_by": "2026-11-22"}),
        ("fewer than 30", {"questions": {"fr": MANY[:29]}}, {"questions": {"fr": MANY}}),
        (
            "not told in every language",
            {"answer": {"fr": "Oui.", "en": "Yes.", "es": "Sí.", "pt": "Sim."}},
            {"answer": {"fr": "Oui.", "en": "Y.", "es": "S.", "pt": "S.", "eu": "B."}},
        ),
        ("without a way of asking", {"questions": {"fr": ["quoi"]}}, {}),
        ("no person has read", {}, {"read_by_a_person": ["en"]}),
        ("no tenant may read", {"visibility": "desk"}, {}),
    ],
)
def test_what_is_wanting_is_named_and_nothing_else(write, kind, spoilt, whole) -> None:
    with_fault: dict[str, Any] = {"checked_on": "2024-06-07", **spoilt}

    assert any("demo-delai" in line for line in wanting(write(an_entry(**with_fault)), kind))
    assert wanting(write(an_entry(**{"checked_on": "2024-06-07", **whole})), kind) == []


def test_a_translation_is_a_machines_until_a_person_has_read_it(write) -> None:
    (entry,) = load(write(an_entry())).entries
    (read,) = load(write(an_entry(read_by_a_person=["en"]))).entries

    assert entry.is_machine_made("en")
    assert not entry.is_machine_made("fr")
    assert not entry.is_machine_made("es"), "what is told in French is no translation"
    assert not read.is_machine_made("en")


@pytest.mark.parametrize("language", ["fr", "es", "xx"])
def test_only_a_translation_of_the_entry_can_have_been_read(write, language) -> None:
    with pytest.raises(KnowledgeInvalid, match=f"'{language}' is no translation of this entry"):
        load(write(an_entry(read_by_a_person=[language])))


def test_the_list_of_what_is_asked_most_is_read(write) -> None:
    root = write(an_entry())
    assert asked_most(root) == AskedMost()
    (root / "asked-most.yaml").write_text("told_in_every_language: 1\nasked_most: [demo-delai]\n")

    assert asked_most(root) == AskedMost(("demo-delai",), 1)


def test_a_question_that_another_entry_would_answer_is_named(write) -> None:
    theirs = ["perdre ma clé", "la clé est perdue", "clé perdue que faire", "ma clé de cave"]
    ours = ["date de paiement du loyer", "quand payer le loyer", "payer mon loyer"]

    def taken(*more: str) -> list[str]:
        cle = an_entry(id="demo-cle", title="Clé perdue", questions={"fr": theirs})
        loyer = an_entry(id="demo-loyer", title="Loyer", questions={"fr": [*ours, *more]})
        return taken_questions(load(write(cle, loyer)))

    assert taken() == []
    assert "demo-loyer: 'ma clé est perdue' (fr) finds demo-cle" in taken("ma clé est perdue")


def test_check_counts_what_is_wanting_and_does_not_fail(write, capsys) -> None:
    root = write(an_entry(), an_entry(id="demo-b", facts=[]))

    assert main(["check", "--root", str(root), "--most", "1", "--rank"]) == 0
    said = capsys.readouterr().out
    assert "demo-delai: en\n" in said
    assert "demo-b: en\n" not in said
    assert "warning: 2 translations that no person has read yet, 1 not shown" in said
    assert "questions that another entry answers" in said
    assert main(["check", "--root", str(root), "--verbose"]) == 0
    assert "demo-b: en\n" in capsys.readouterr().out


def test_ask_tells_the_entry_its_words_its_text_and_its_source(write, capsys) -> None:
    root = write(an_entry(status="dated"))
    question = "combien de temps pour une réponse sur mars ?"

    assert main(["ask", question, "--root", str(root), "--landlord", "office64"]) == 0
    said = capsys.readouterr().out
    assert "demo-delai (public, dated) · Délai de réponse" in said
    assert "words that it never uses: pour, une, sur, mars" in said
    assert "La réponse vient sous 48 heures." in said
    assert "(Un compte rendu, Délais, 6 juin 2024)" in said
    assert "said to be: dated, of 6 juin 2024" in said


def test_ask_tells_a_machines_translation_and_what_is_told_in_french_only(write, capsys) -> None:
    root = str(write(an_entry()))

    main(["ask", "how long", "--root", root, "--language", "en"])
    assert "marked as a machine's translation" in capsys.readouterr().out
    main(["ask", "sous combien de temps répondez-vous ?", "--root", root, "--language", "es"])
    assert "told in French: there is no text in es" in capsys.readouterr().out


def test_ask_finds_the_desks_entries_for_an_agent_only(write, capsys) -> None:
    hidden = an_entry(id="demo-agents", visibility="desk", facts=[], questions={"fr": ["secret"]})
    root = str(write(an_entry(), hidden))

    main(["ask", "secret", "--root", root])
    assert "demo-agents" not in capsys.readouterr().out
    main(["ask", "secret", "--root", root, "--desk"])
    assert "demo-agents (desk, in-force)" in capsys.readouterr().out


def test_ask_says_that_a_question_finds_nothing(write, capsys) -> None:
    main(["ask", "zzzz", "--root", str(write(an_entry()))])

    assert "said not to be known" in capsys.readouterr().out
