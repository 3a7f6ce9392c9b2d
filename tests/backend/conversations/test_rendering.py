"""What a tenant reads of an answer: a machine's translation is marked, at little cost."""

from dataclasses import replace
from datetime import date

import pytest

from backend.conversations.rendering import reply_of, sms_text
from backend.i18n import LANGUAGES, render, translator
from backend.pages.texts import chat_texts
from backend.replies import Act, SourceRef, Utterance

SOURCE = SourceRef("demo-delai", "Délai", "Compte rendu", "Délais", date(2024, 6, 6))
LONGEST_MARK = 60


def answer(*, machine_made: bool) -> Utterance:
    source = replace(SOURCE, machine_made=machine_made)
    return Utterance(Act.ANSWER, text="You hear soon.", sources=(source,))


def test_a_machines_translation_is_marked_on_its_source() -> None:
    (source,) = reply_of(answer(machine_made=True), "en")["sources"]

    assert source["machine_translated"] is True


def test_what_a_person_wrote_has_the_contracts_source_and_nothing_more() -> None:
    (source,) = reply_of(answer(machine_made=False), "fr")["sources"]

    assert source == {
        "entry": "demo-delai",
        "title": "Délai",
        "document": "Compte rendu",
        "section": "Délais",
        "date": "2024-06-06",
    }


@pytest.mark.parametrize(
    ("machine_made", "line"),
    [
        (True, "(Compte rendu, 06/06/2024, machine translation)"),
        (False, "(Compte rendu, 06/06/2024)"),
    ],
)
def test_an_sms_says_it_in_two_words_on_the_line_of_its_source(machine_made, line) -> None:
    sms = sms_text(reply_of(answer(machine_made=machine_made), "en"), "en", "https://loge.example")

    assert sms == f"You hear soon.\n{line}"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_mark_is_short_in_every_language(language) -> None:
    by_sms = render("answer_machine_made", {}, language)
    in_the_chat = chat_texts(translator(language))["machine_made"]

    assert 0 < len(by_sms) < len(in_the_chat) <= LONGEST_MARK


def test_an_easy_text_goes_beside_the_whole_one_and_never_into_an_sms() -> None:
    said = replace(answer(machine_made=False), easy="You hear.", easy_unread=True)

    reply = reply_of(said, "en")

    assert (reply["text"], reply["easy"]) == ("You hear soon.", "You hear.")
    assert reply["easy_unread"] is True
    assert "easy" not in reply_of(answer(machine_made=False), "en")
    assert "You hear.\n" not in sms_text(reply, "en", "https://loge.example")
