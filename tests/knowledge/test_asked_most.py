"""The entries asked most: thirty ways of asking, a third as people type an SMS, every language."""

import pytest

from backend.answers.service import answer
from knowledge import Knowledge
from knowledge.load import ROOT
from knowledge.model import LANGUAGES, Entry
from knowledge.query import tenant_entries
from knowledge.search_text import fold
from knowledge.yaml_reader import read_yaml
from tests.knowledge.held_out_cases import NOW

LIST = read_yaml(ROOT / "asked-most.yaml")


@pytest.fixture(scope="module")
def asked_most(knowledge: Knowledge) -> list[Entry]:
    """The entries of the list, in its order."""
    entries = {entry.id: entry for entry in tenant_entries(knowledge)}
    return [entries[entry_id] for entry_id in LIST["asked_most"]]


def test_sixty_entries_that_tenants_may_read_are_listed_once(asked_most):
    assert len(asked_most) == len({entry.id for entry in asked_most}) == 60


def test_the_first_are_told_in_every_language(asked_most):
    first = asked_most[: LIST["told_in_every_language"]]

    assert not [entry.id for entry in first if set(entry.answer) != set(LANGUAGES)]


def test_each_has_thirty_written_ways_of_asking_and_a_third_in_sms_style(asked_most, knowledge):
    short_forms = {fold(k) for k, v in knowledge.glossary.spellings.items() if v}
    few = {}
    for entry in asked_most:
        questions = {fold(question) for question in entry.questions["fr"]}
        sms = [q for q in questions if not short_forms.isdisjoint(q.split())]
        if len(questions) < 30 or len(sms) < 10:
            few[entry.id] = (len(questions), len(sms))

    assert not few


@pytest.mark.parametrize(
    ("question", "language", "entry"),
    [
        ("le sls c'est quoi", "fr", "national-sls-definition"),
        ("c koi la bel", "fr", "office64-bel-definition"),
        ("what is the caleol", "en", "office64-caleol-definition"),
    ],
)
def test_what_a_term_is_gets_its_definition_and_no_choice(searcher, question, language, entry):
    found = answer(
        question, landlord="office64", language=language, topic=None, now=NOW, searcher=searcher
    )

    assert found.is_answer
    assert found.topic == entry
