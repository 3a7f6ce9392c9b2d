"""What is for the agents' desk, or for authorised staff, reaches no tenant by any door.

Every door goes through the functions that are driven here. Each is asked twice: of the knowledge
that is shipped, and of the same without its hidden entries. Two equal answers cannot tell anything
of what only one of them knows.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backend.answers.service import Found, answer
from backend.calculations.service import (
    CalculatorNotFound,
    Given,
    Question,
    calculate,
    calculators,
    questions,
)
from backend.conversations.rendering import reply_of, sms_text
from backend.errors import AppError
from backend.i18n import LANGUAGES, translator
from backend.library.edition import Edition
from backend.pages.landlords import cards_of
from knowledge import EntryNotFound, tenant_entries, tenant_entry
from knowledge.calculators import CALCULATORS, Book, Kind
from knowledge.model import Entry, Visibility
from knowledge.query import contacts
from knowledge.render import render_answer
from knowledge.search import Searcher
from knowledge.search_text import fold
from knowledge.training import examples, training_yaml
from tests.shipped import edition, shipped

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
LANDLORDS = (None, "office64", "rochefort")
FULL = shipped()
PUBLIC = replace(FULL, entries=tuple(e for e in FULL.entries if e.visibility is Visibility.PUBLIC))
HIDDEN = [e for e in FULL.entries if e.visibility is not Visibility.PUBLIC]
OPEN_IDS = {entry.id for entry in PUBLIC.entries}
FOLLOWING = ("c'est combien ?", "et pour un garage ?", "et le soir ?", "c'est où ?")
LONG_ENOUGH = 6
MOST_QUESTIONS = 20
SAID_BY_THE_LAW_AND_THE_CAMPAIGN = {
    "20 % au dessus du plafond",
    "du 7 octobre 2024 au 6",
    "7 octobre 2024 au 6 decembre",
    "octobre 2024 au 6 decembre 2024",
}
"""Dates and thresholds that public facts tell too; what they mean to the desk stays there."""


@cache
def search(*, hidden: bool = True) -> Searcher:
    """Return the tenants' search over everything, or without what is hidden."""
    return edition().tenants if hidden else Searcher(PUBLIC)


def asked_of(entry: Entry) -> list[str]:
    """Return what would find the entry, if anything did: its title, and each way of asking."""
    return [entry.title, *(q for questions in entry.questions.values() for q in questions)]


def found(question: str, landlord: str | None, language: str = "fr", **more: Any) -> Found:
    """Return what a tenant is answered."""
    told = {"topic": None, "searcher": search(), **more}
    return answer(question, landlord=landlord, language=language, now=NOW, **told)


def test_there_is_something_to_hide() -> None:
    assert {entry.visibility for entry in HIDDEN} == {Visibility.DESK, Visibility.RESTRICTED}


@pytest.mark.parametrize("landlord", LANDLORDS)
@pytest.mark.parametrize("entry", HIDDEN, ids=lambda entry: entry.id)
def test_its_own_words_do_not_find_it(entry: Entry, landlord: str | None) -> None:
    for question in asked_of(entry):
        ranked = search().rank(question, landlord=landlord, limit=len(FULL.entries))

        assert {match.entry.id for match in ranked} <= OPEN_IDS


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("entry", HIDDEN, ids=lambda entry: entry.id)
def test_its_own_words_are_answered_as_if_it_were_not(entry: Entry, language: str) -> None:
    for landlord in LANDLORDS:
        for question in (entry.title, entry.questions["fr"][0]):
            told = found(question, landlord, language)

            assert told == found(question, landlord, language, searcher=search(hidden=False))


@pytest.mark.parametrize("entry", HIDDEN, ids=lambda entry: entry.id)
def test_no_answer_no_choice_and_no_sms_tells_anything_of_it(entry: Entry) -> None:
    secret = only_hidden(entry)
    for question in asked_of(entry):
        told = found(question, "office64" if entry.landlord == "office64" else "rochefort")
        if told.utterance is None:
            continue
        reply = reply_of(told.utterance, "fr")
        sms = sms_text(reply, "fr", "https://loge.example")

        assert told.topic is None or told.topic in OPEN_IDS
        assert {source["entry"] for source in reply["sources"]} <= OPEN_IDS
        for button in reply["buttons"]:
            assert button["payload"] not in asked_of(entry)
            assert button["title"] != entry.title[:60]
        assert not grams(sms) & secret


@pytest.mark.parametrize("landlord", LANDLORDS)
@pytest.mark.parametrize("entry", HIDDEN, ids=lambda entry: entry.id)
def test_a_conversation_cannot_be_about_it(entry: Entry, landlord: str | None) -> None:
    for question in FOLLOWING:
        assert found(question, landlord, topic=entry.id) == found(question, landlord)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.sampled_from(sorted({w for e in HIDDEN for q in asked_of(e) for w in q.split()}))),
    st.sampled_from(LANDLORDS),
    st.sampled_from([None, *(entry.topic for entry in HIDDEN)]),
)
def test_no_words_at_all_make_a_difference(words, landlord, topic) -> None:
    question = " ".join(words)

    told = found(question, landlord, topic=topic)

    assert told == found(question, landlord, topic=topic, searcher=search(hidden=False))


def test_it_is_not_found_by_its_id() -> None:
    for entry in HIDDEN:
        with pytest.raises(EntryNotFound):
            tenant_entry(FULL, entry.id)


def test_the_training_file_is_the_same_without_it() -> None:
    trained = {fold(example) for example in examples(FULL)}
    public = {fold(q) for e in PUBLIC.entries for qs in e.questions.values() for q in qs}

    assert training_yaml(FULL) == training_yaml(PUBLIC)
    assert trained <= public


def test_a_tenants_calculator_cannot_read_it() -> None:
    for landlord in LANDLORDS:
        book = Book(FULL, landlord, NOW)
        for entry in HIDDEN:
            with pytest.raises(EntryNotFound):
                book.entry(entry.id)


def computed(calculator: str, given: Given, *, yes: bool) -> Any:
    """Return what a tenant reads of a calculator who answers every question, or the refusal."""
    plain = {Kind.YES_NO: "yes" if yes else "no", Kind.DATE: "2024-06-06", Kind.TEXT: "Pau",
             Kind.MOMENT: "2026-11-23T09:00"}  # fmt: skip
    words: dict[str, str] = {}
    for _ in range(MOST_QUESTIONS):
        try:
            told = calculate(calculator, words, given)
        except AppError as refused:
            return refused.type
        if not isinstance(told, Question):
            return told
        choices = list(told.choices) or [plain.get(told.input.kind, "3")]
        words[told.input.name] = choices[-1 if yes else 0]
    raise AssertionError(f"{calculator} never stops asking")


@pytest.mark.parametrize("landlord", LANDLORDS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_calculator_of_the_chat_and_of_the_public_routes_says_the_same_without_it(
    landlord: str | None, language: str
) -> None:
    full, without = (Given(known, landlord, language, NOW) for known in (FULL, PUBLIC))

    assert [one.id for one in calculators(full)] == [one.id for one in calculators(without)]
    for one in calculators(full):
        assert not one.desk
        assert questions(one, full) == questions(one, without)
        for yes in (True, False):
            told = computed(one.id, full, yes=yes)
            assert told == computed(one.id, without, yes=yes)


def test_a_calculator_of_the_desk_is_unknown_to_a_tenant() -> None:
    for name in (name for name, one in CALCULATORS.items() if one.desk):
        with pytest.raises(CalculatorNotFound):
            calculate(name, {}, Given(FULL, None, "fr", NOW))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_pages_show_the_same_without_it(language: str) -> None:
    shown = cards_of(edition(), translator, lambda: NOW)(language)

    assert shown == cards_of(Edition(PUBLIC), translator, lambda: NOW)(language)
    for landlord in LANDLORDS:
        assert {entry.id for _, entry in contacts(FULL, landlord)} <= OPEN_IDS


def grams(text: str) -> set[str]:
    """Return every row of words that is long enough to be somebody's sentence."""
    words = fold(text).split()
    last = len(words) - LONG_ENOUGH + 1
    return {" ".join(words[at : at + LONG_ENOUGH]) for at in range(last)}


def figures(text: str) -> set[str]:
    """Return the figures that tell something by themselves: three digits or more, no year."""
    found = (re.sub(r"\D", "", f) for f in re.findall(r"\d(?:[\d ]*\d)?(?:[.,]\d+)?", text))
    return {f for f in found if len(f) >= 3 and not re.fullmatch(r"(19|20)\d\d", f)}


def rendered(entry: Entry) -> Iterator[str]:
    """Yield everything that an entry can put before a reader."""
    yield from asked_of(entry)
    for language in entry.answer:
        yield render_answer(entry, language, NOW.date())


def only_hidden(entry: Entry) -> set[str]:
    """Return the rows of words of a hidden answer that no public fact has."""
    said = set().union(*(grams(text) for text in rendered(entry)))
    return said - SAID_BY_THE_LAW_AND_THE_CAMPAIGN


def told_by(entry: Entry) -> tuple[set[str], set[str]]:
    """Return the rows of words and the figures of what a public entry can say."""
    texts = list(rendered(entry))
    return set().union(*map(grams, texts)), set().union(*map(figures, texts))


def test_no_sentence_and_no_figure_of_it_stands_in_a_public_entry() -> None:
    open_entries = {entry.id: told_by(entry) for entry in tenant_entries(FULL)}
    for entry in HIDDEN:
        secret, secrets = only_hidden(entry), set().union(*map(figures, rendered(entry)))
        for name, (sentences, known) in open_entries.items():
            assert not sentences & secret, name
            assert not known & secrets, name
