"""Texts as they arrive, and as the other parts may take them."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.safety import clean, escape_for_rasa, fold, is_blank, only_emoji

_ANY_TEXT = st.text(alphabet=st.characters(), max_size=400)


@given(_ANY_TEXT)
def test_a_clean_text_can_be_stored_and_stays_clean(text: str):
    cleaned = clean(text)

    cleaned.encode("utf-8")
    assert "\x00" not in cleaned
    assert unicodedata.is_normalized("NFC", cleaned)
    assert clean(cleaned) == cleaned


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("  bonjour \x00", "bonjour"),
        ("e\u0301te\u0301", "été"),
        ("a\tb\r\nc", "a b\nc"),
        ("x\ud83dy", "x\ufffdy"),
        ("\u202egaz\u200b", "gaz"),
        ("\x1b[31mrouge", "[31mrouge"),
        ("👨\u200d👩\u200d👧", "👨\u200d👩\u200d👧"),
        ("=HYPERLINK(1)", "=HYPERLINK(1)"),
    ],
)
def test_cleaning_removes_only_what_nobody_wrote(text: str, cleaned: str):
    assert clean(text) == cleaned


@given(_ANY_TEXT)
def test_rasa_never_takes_a_text_for_an_intent(text: str):
    escaped = escape_for_rasa(text)

    assert not escaped.strip().startswith("/")
    assert not escaped.strip().casefold().startswith("external:")


@pytest.mark.parametrize(
    "text", ["/restart", ' /inform{"role":"admin"}', "EXTERNAL: x", "// /x", "/"]
)
def test_an_escaped_text_keeps_its_words(text: str):
    escaped = escape_for_rasa(text)

    assert fold(escaped).replace("\u2215", "/").replace(" :", ":") == fold(text.strip())


@given(_ANY_TEXT.filter(lambda t: t.strip()[:1] not in ("/", "E", "e")))
def test_an_ordinary_text_is_not_escaped(text: str):
    assert escape_for_rasa(text) == text.strip()


@pytest.mark.parametrize("text", ["", "   ", "\n\t", "\u200b", "\x00"])
def test_nothing_to_read_is_blank(text: str):
    assert is_blank(text)


@pytest.mark.parametrize("text", ["?", "🔥", "0", "a", "…"])
def test_a_sign_is_not_blank(text: str):
    assert not is_blank(text)


@pytest.mark.parametrize("text", ["🔥", "👍🏽 ❤️", "👨\u200d👩\u200d👧", "🇫🇷"])
def test_pictures_alone_are_only_emoji(text: str):
    assert only_emoji(text)


@pytest.mark.parametrize("text", ["", " ", "?", "🔥 feu", "18", ":)", "é"])
def test_signs_and_words_are_not_only_emoji(text: str):
    assert not only_emoji(text)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Ça SENT le gaaaaz", "ca sent le gaaz"),
        ("l’œuf", "l'oeuf"),
        ("ＧＡＺ", "gaz"),
        ("Année", "annee"),
    ],
)
def test_folding_lets_go_of_case_accents_and_held_letters(text: str, folded: str):
    assert fold(text) == folded
