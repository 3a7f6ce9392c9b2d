"""Every fact of the catalogue is told, to nobody else than it allows, no surer than it is."""

from pathlib import Path
from typing import Any

import pytest

from knowledge import KnowledgeInvalid, load
from knowledge.model import Status, Visibility
from tests.knowledge.entries import Write, an_entry

FACTS = 531
KNOWN = "delai-reponse: {visibility: public, status: in-force}\n"


def held(write: Write, register: str, **changes: Any) -> str:
    """Return what the loader says of one entry held against a register, which it must refuse."""
    root = write(an_entry(**changes))
    (root / "facts.yaml").write_text(register, encoding="utf-8")
    with pytest.raises(KnowledgeInvalid) as caught:
        load(root)
    return str(caught.value)


def accepted(root: Path, register: str) -> bool:
    (root / "facts.yaml").write_text(register, encoding="utf-8")
    return bool(load(root).entries)


def test_every_fact_of_the_catalogue_is_told_or_left_out_for_a_reason(knowledge) -> None:
    told = {fact for entry in knowledge.entries for fact in entry.facts}
    left_out = {fact.id for fact in knowledge.register.values() if fact.reason}

    assert len(knowledge.register) == FACTS
    assert set(knowledge.register) == told | left_out


def test_a_fact_that_no_entry_tells_is_refused_on_its_line(write) -> None:
    told = held(write, KNOWN + "perdu: {visibility: public, status: in-force}\n")

    assert "facts.yaml:2 · perdu: no entry tells this fact, and no reason is given →" in told


def test_a_fact_left_out_for_a_reason_is_accepted(write) -> None:
    lost = 'perdu: {visibility: public, status: in-force, reason: "Un graphique illisible."}\n'

    assert accepted(write(an_entry()), KNOWN + lost)


def test_a_reason_for_a_fact_that_is_told_is_refused(write) -> None:
    reasoned = KNOWN.replace("}", ', reason: "Perdu."}')

    assert "facts.yaml:1 · delai-reponse: has a reason to be left out" in held(write, reasoned)


def test_an_entry_that_names_an_unknown_fact_is_refused_on_the_line_of_the_fact(write) -> None:
    told = held(write, KNOWN, facts=["delai-reponse", "inconnu"])

    assert "office64/delays.yaml:12 · demo-delai · facts: unknown fact 'inconnu' → an id of" in told


@pytest.mark.parametrize(("entry", "fact"), [(e, f) for e in Visibility for f in Visibility])
def test_an_entry_is_never_more_open_than_its_facts(write, entry, fact) -> None:
    order = ["public", "desk", "restricted"]
    register = KNOWN.replace("public", fact)
    if order.index(entry) >= order.index(fact):
        assert accepted(write(an_entry(visibility=str(entry))), register)
    else:
        told = held(write, register, visibility=str(entry))
        assert f"visibility: delai-reponse is {fact}, and the entry is {entry}" in told


@pytest.mark.parametrize("status", [s for s in Status if s is not Status.IN_FORCE])
def test_what_is_not_a_rule_is_not_told_as_one(write, status) -> None:
    register = KNOWN.replace("in-force", status)

    told = held(write, register)

    assert f"status: delai-reponse is {status}, and would be told as in-force →" in told
    assert accepted(write(an_entry(status=str(status))), register)
    assert accepted(write(an_entry(hedged=["delai-reponse"])), register)


@pytest.mark.parametrize("surer", ["dated", "to-confirm", "sources-differ"])
def test_a_proposal_is_not_told_as_something_that_was_once_so(write, surer) -> None:
    assert "is proposal" in held(write, KNOWN.replace("in-force", "proposal"), status=surer)


@pytest.mark.parametrize("hedged", ["delai-reponse", "autre"])
def test_a_word_of_care_for_nothing_is_refused(write, hedged) -> None:
    assert f"hedged: {hedged} is not weaker" in held(write, KNOWN, hedged=[hedged])


@pytest.mark.parametrize(
    ("register", "said"),
    [
        ("delai-reponse: {visibility: all, status: in-force}", "facts.yaml:1 · delai-reponse.vis"),
        ("delai-reponse: {visibility: public}", "delai-reponse.status: None is not one of"),
        (KNOWN.replace("}", ", says: x}"), "delai-reponse.says: unknown field"),
        ("delai-reponse: 3", "delai-reponse: is not a mapping"),
        (KNOWN + KNOWN, "'delai-reponse' stands twice"),
    ],
)
def test_a_register_that_is_badly_written_is_refused(write, register, said) -> None:
    assert said in held(write, register)
