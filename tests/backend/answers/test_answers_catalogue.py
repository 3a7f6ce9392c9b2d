"""The texts around the answers, in the five languages."""

from string import Formatter

import pytest
from babel.messages.pofile import read_po

from backend.i18n import LANGUAGES, LOCALE
from knowledge.model import Status


def texts(language: str) -> dict[str, str]:
    with (LOCALE / language / "answers.po").open("rb") as file:
        return {str(m.id): str(m.string) for m in read_po(file) if m.id}


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_exists_in_every_language_with_the_same_values(language):
    french, other = texts("fr"), texts(language)

    assert other.keys() == french.keys()
    assert all(other[name] and fields(other[name]) == fields(french[name]) for name in french)


def test_every_status_but_in_force_has_its_words():
    told = {f"answer_status_{s.replace('-', '_')}" for s in Status if s is not Status.IN_FORCE}

    assert told <= texts("fr").keys()
