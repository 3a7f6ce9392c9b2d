"""STOP is applied before anything else reads the message."""

from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from backend.safety import OptOut, OptOutKind, OptOutScope, read_optout

_WRITTEN: dict[str, dict[str, list[str]]] = yaml.safe_load(
    (Path(__file__).parent / "optouts.yaml").read_text(encoding="utf-8")
)
_MEANT = {
    "stop": OptOut(OptOutKind.STOP, OptOutScope.ALL),
    "campaign": OptOut(OptOutKind.STOP, OptOutScope.CAMPAIGN),
    "campaigns": OptOut(OptOutKind.STOP, OptOutScope.CAMPAIGNS),
    "start_campaigns": OptOut(OptOutKind.START, OptOutScope.CAMPAIGNS),
    "start": OptOut(OptOutKind.START, OptOutScope.ALL),
    "none": None,
}


def _cases(part: str) -> list[tuple[str, str]]:
    return [(kind, text) for kind, parts in _WRITTEN.items() for text in parts[part]]


@pytest.mark.parametrize(("kind", "text"), _cases("worked_on"))
def test_a_wish_is_read_and_nothing_else_is_taken_for_one(kind: str, text: str):
    assert read_optout(text) == _MEANT[kind]


def test_held_out_wishes_are_read_and_reports_are_not():
    cases = _cases("held_out")
    wrong = [(kind, text) for kind, text in cases if read_optout(text) != _MEANT[kind]]

    assert len(wrong) <= 0.03 * len(cases), wrong
    assert not [text for kind, text in wrong if kind == "none"]


@pytest.mark.parametrize(
    "text", ["stop", "arrêt", "désabonner", "stop sms", "ne m'envoyez plus rien"]
)
@pytest.mark.parametrize("frame", ["{}", "  {}  ", "{}!", "« {} »", "Bonjour {} merci", "{} ❌"])
def test_what_stands_around_a_wish_does_not_change_it(text: str, frame: str):
    for written in (text, text.upper(), text.capitalize()):
        assert read_optout(frame.format(written)) == _MEANT["stop"]


@pytest.mark.parametrize("word", ["end", "quit", "cancel"])
def test_end_quit_and_cancel_stop_only_by_themselves(word: str):
    assert read_optout(f"{word}.") == _MEANT["stop"]
    assert read_optout(f"{word} my request please") is None
    assert read_optout(word, by_sms=False) is None


@settings(deadline=None)
@given(st.text(max_size=500))
def test_any_text_is_read(text: str):
    assert read_optout(text) is None or isinstance(read_optout(text), OptOut)
