"""Dangers are answered first; what is past, supposed or a figure of speech is none."""

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backend.safety import (
    ENTRY_OF,
    SMS_ENTRY,
    Danger,
    advice_wanted,
    emergencies,
    follow_up,
    is_set_aside,
    read_danger,
)
from tests.backend.safety.lists import NAMES, Message, cases, danger_in
from tests.shipped import shipped

_DANGERS = cases("worked_on", "dangers")
_NOT_DANGERS = cases("worked_on", "others")


@pytest.mark.parametrize(("kind", "message"), _DANGERS)
def test_a_danger_is_seen(kind: str, message: Message):
    assert danger_in(message) is not None


@pytest.mark.parametrize(("kind", "message"), _NOT_DANGERS)
def test_there_is_no_alarm_where_nobody_is_in_danger(kind: str, message: Message):
    assert danger_in(message) is None


@pytest.mark.parametrize("name", [name for name in NAMES if name != "worked_on"])
def test_held_out_dangers_are_seen_and_held_out_reports_raise_no_alarm(name: str):
    dangers, others = cases(name, "dangers"), cases(name, "others")
    missed = [message for _, message in dangers if danger_in(message) is None]
    false = [message for _, message in others if danger_in(message) is not None]

    assert len(missed) <= 0.04 * len(dangers), missed
    assert len(false) <= 0.03 * len(others), false


def test_the_kind_of_danger_is_nearly_always_the_right_one():
    told = _DANGERS + cases("held_out", "dangers")
    wrong = [(said, danger_in(said)) for kind, said in told if danger_in(said) != kind]

    assert len(wrong) <= 0.05 * len(told), wrong


def _without_accents(text: str) -> str:
    parts = unicodedata.normalize("NFD", text)
    return "".join(c for c in parts if not unicodedata.combining(c))


_FRAMES = ("{}", "{} !!!", "  {}\n", "« {} »", "Bonjour {} merci", "😱 {} 🆘")
_TOLD = [piece for _, message in _DANGERS + _NOT_DANGERS for piece in message]
_LATIN = [text for text in _TOLD if text.isascii() or "é" in text]


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(_LATIN), st.sampled_from(_FRAMES), st.booleans(), st.booleans())
def test_case_accents_and_courtesies_change_nothing(
    text: str, frame: str, capitals: bool, bare: bool
):
    written = _without_accents(text) if bare else text
    written = frame.format(written.upper() if capitals else written)

    assert read_danger(written) == read_danger(text)


@settings(deadline=None)
@given(st.text(alphabet=st.characters(), max_size=600))
def test_any_text_is_read(text: str):
    assert read_danger(text) in (None, *Danger)
    assert advice_wanted(text) in (None, *Danger)


@pytest.mark.parametrize(
    "text",
    [
        "a" * 100_000,
        "gaz " * 25_000,
        "si ca sent le gaz " * 6_000,
        " ".join(f"mot{n}xyz" for n in range(10_000)),
        "é\u0301" * 50_000,
        "?!. " * 25_000,
    ],
)
def test_of_a_message_of_any_length_a_bounded_part_is_read(text: str):
    read = emergencies._bounded(text)

    assert len(read) <= 5_001
    assert read_danger(text) == read_danger(read)


def test_a_danger_told_in_pieces_is_seen_once_the_pieces_make_it():
    assert read_danger("ça sent bizarre", before=["bonjour"]) is None
    assert read_danger("dans la cuisine oui, le gaz", before=["ça sent fort"]) is Danger.GAS
    assert read_danger("merci", before=["ça sent le gaz"]) is None


@pytest.mark.parametrize(
    "before",
    [
        "l'an dernier on a eu une fuite",
        "si l'ascenseur tombe en panne qui appeler ?",
        "mes voisins font du bruit tous les soirs",
        "je cherche aussi un logement pour mon fils",
    ],
)
def test_what_was_said_before_hides_no_danger_and_makes_none(before: str):
    dangers = [piece for _, message in _DANGERS for piece in message if read_danger(piece)]
    others = [message[0] for _, message in _NOT_DANGERS if len(message) == 1]

    assert [text for text in dangers if read_danger(text, [before]) is None] == []
    assert [text for text in others if read_danger(text, [before]) is not None] == []


@pytest.mark.parametrize(
    "text",
    ["he is hitting me", "quiero suicidarme", "igogailuan trabatuta gaude", "l3afia f cuisine"],
)
def test_a_danger_is_seen_in_another_language_than_the_messages_before(text: str):
    before = ["bonjour, j'ai une fuite sous l'évier de la cuisine", "12 rue des Tilleuls, Pau"]

    assert read_danger(text, before) is not None


@pytest.mark.parametrize(
    ("text", "danger"),
    [
        ("que faire si ça sent le gaz ?", Danger.GAS),
        ("Que faire en cas d'incendie ?", Danger.FIRE),
        ("koi faire si on reste coincé dans l'ascenseur", Danger.LIFT),
        ("what should I do if there is a gas leak?", Danger.GAS),
        ("¿Qué hago si hay un incendio?", Danger.FIRE),
        ("o que fazer se ficar preso no elevador?", Danger.LIFT),
        ("Zer egin behar dut gas usaina badago?", Danger.GAS),
    ],
)
def test_a_supposed_danger_asks_for_advice(text: str, danger: Danger):
    assert read_danger(text) is None
    assert advice_wanted(text) is danger


@pytest.mark.parametrize("text", ["ça sent le gaz", "bonjour", "il y a eu un incendie en 2019"])
def test_a_real_or_a_past_danger_asks_for_no_advice(text: str):
    assert advice_wanted(text) is None


def test_every_danger_has_its_entry_with_the_number_in_five_languages():
    entries = {entry.id: entry for entry in shipped().entries}

    for danger in Danger:
        assert set(entries[ENTRY_OF[danger]].answer) == {"fr", "en", "es", "pt", "eu"}
    assert "sms_line" in entries[SMS_ENTRY].values


def test_no_form_follows_violence_despair_or_a_night_outside():
    for danger in (Danger.VIOLENCE, Danger.SUICIDE, Danger.CHILD, Danger.HOMELESS):
        assert follow_up(danger) == "person"
    assert follow_up(Danger.GAS) == "report"
    assert follow_up(Danger.UNCONSCIOUS) is None


def test_a_cry_for_help_after_other_messages_is_heard():
    assert read_danger("au secours", ["bonjour", "je suis tombée"]) is not None
    assert read_danger("au secours les cafards !", ["bonjour"]) is None


def test_a_danger_that_is_past_is_set_aside():
    assert is_set_aside("no ano passado houve um incêndio")
    assert is_set_aside("on a eu un incendie l'an dernier")
    assert not is_set_aside("il y a le feu dans la cuisine")
    assert not is_set_aside("bonjour")
