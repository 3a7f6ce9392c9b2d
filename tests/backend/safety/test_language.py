"""The language of a message, in which every reply is then written."""

from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from backend.safety import read_language

_WRITTEN: dict[str, list[str]] = yaml.safe_load(
    (Path(__file__).parent / "languages.yaml").read_text(encoding="utf-8")
)
_LANGUAGES = ("fr", "en", "es", "pt", "eu")


@pytest.mark.parametrize(
    ("language", "text"), [(lang, text) for lang, texts in _WRITTEN.items() for text in texts]
)
def test_a_message_is_read_in_its_language_in_a_french_conversation(language: str, text: str):
    assert read_language(text, "fr") == language


@pytest.mark.parametrize("current", _LANGUAGES)
@pytest.mark.parametrize("text", ["ok", "?", "", "12", "06 39 98 00 12", "😀", "Pau", "T3", "STOP"])
def test_what_says_nothing_of_its_language_keeps_the_current_one(text: str, current: str):
    assert read_language(text, current) == current


@pytest.mark.parametrize("current", _LANGUAGES)
@pytest.mark.parametrize("text", ["non", "no", "oui", "sim", "bai", "merci", "passer", "ascenseur"])
def test_one_word_in_a_form_keeps_the_language(text: str, current: str):
    assert read_language(text, current) == current


@pytest.mark.parametrize(
    ("text", "language"), [("Hello", "en"), ("¡Hola!", "es"), ("Olá", "pt"), ("kaixo", "eu")]
)
def test_a_greeting_alone_tells_the_language(text: str, language: str):
    assert read_language(text, "fr") == language


@pytest.mark.parametrize("text", ["ya 1 mec ds le hal", "slt jai pa deau", "c pr mon logemen"])
@pytest.mark.parametrize("current", _LANGUAGES)
def test_sms_french_is_french_wherever_the_conversation_was(text: str, current: str):
    assert read_language(text, current) == "fr"


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("in english please", "en"),
        ("bonjour je ne parle pas bien, in English please", "en"),
        ("en español", "es"),
        ("em português por favor", "pt"),
        ("euskaraz mesedez", "eu"),
        ("en français svp", "fr"),
        ("ENGLISH", "en"),
    ],
)
@pytest.mark.parametrize("current", _LANGUAGES)
def test_a_plain_wish_wins_at_any_length(text: str, language: str, current: str):
    assert read_language(text, current) == language


def test_an_address_does_not_change_the_language():
    assert read_language("12 rue des Lilas, Anglet", "en") in ("en", "fr")
    assert read_language("Calle Mayor 3", "fr") == "fr"


@settings(deadline=None)
@given(st.text(max_size=300), st.sampled_from(_LANGUAGES))
def test_any_text_is_in_one_of_the_five_languages(text: str, current: str):
    assert read_language(text, current) in _LANGUAGES
