"""Easy texts: short, without a figure, marked until those whom they are for have read them."""

from datetime import date

import pytest

from knowledge import KnowledgeInvalid, load
from knowledge.amend import Change, amended
from knowledge.model import Entry, Knowledge
from knowledge.render import placeholders, render_easy
from tests.knowledge.entries import Write, an_entry
from tests.shipped import edition

DAY = date(2026, 11, 23)
EASY = {"fr": "Vous écrivez.\nNous répondons sous {delai}."}


def only(knowledge: Knowledge) -> Entry:
    (entry,) = knowledge.entries
    return entry


def test_the_easy_text_tells_the_values_of_its_day(write: Write):
    entry = only(load(write(an_entry(easy=EASY))))

    assert render_easy(entry, "fr", DAY) == "Vous écrivez.\nNous répondons sous 48 heures."
    assert render_easy(entry, "en", DAY) is None
    assert render_easy(only(load(write(an_entry()))), "fr", DAY) is None


@pytest.mark.parametrize(
    ("easy", "told"),
    [
        ({"fr": "Nous répondons sous 48 heures."}, "figure '48'"),
        ({"fr": "Nous répondons sous deux jours."}, "figure spelled out"),
        ({"fr": "Nous répondons sous {jours}."}, "unknown placeholder {jours}"),
        ({"fr": "un " * 16 + "mot."}, "17 words in a sentence"),
        ({"es": "Respondemos en {delai}."}, "not told in this language"),
    ],
)
def test_what_is_hard_or_unfounded_is_refused(write: Write, easy: dict[str, str], told: str):
    with pytest.raises(KnowledgeInvalid, match="easy") as refused:
        load(write(an_entry(easy=easy)))

    assert told in str(refused.value)


def test_it_is_marked_until_somebody_whom_it_is_for_has_read_it(write: Write):
    read = only(load(write(an_entry(easy=EASY, read_by_a_person=["easy"]))))

    assert only(load(write(an_entry(easy=EASY)))).is_easy_unread
    assert not read.is_easy_unread
    assert not only(load(write(an_entry()))).is_easy_unread


def test_an_amended_answer_takes_its_easy_text_away_and_a_value_does_not(write: Write):
    answer = Change(DAY, answer={"fr": "Notre réponse vient sous {delai}."})
    value = Change(DAY, values={"delai": {"unit": "hours", "value": 24}})

    without = only(amended(load(write(an_entry(easy=EASY))), "demo-delai", answer))
    entry = only(amended(load(write(an_entry(easy=EASY))), "demo-delai", value))

    assert render_easy(without, "fr", DAY) is None
    assert render_easy(entry, "fr", DAY) == "Vous écrivez.\nNous répondons sous 24 heures."


def test_an_easy_text_tells_no_value_that_its_answer_does_not_tell():
    for entry in edition().knowledge.entries:
        for language, text in entry.easy.items():
            asked = {name for name, _ in placeholders(text)}
            assert asked <= {name for name, _ in placeholders(entry.answer[language])}, entry.id
