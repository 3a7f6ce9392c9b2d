"""`.env.example` is where an operator reads the settings: it must not drift from the code."""

from datetime import timedelta
from pathlib import Path

import pytest
from pydantic import SecretStr, ValidationError
from pydantic.fields import FieldInfo

from backend.config import ROOT, Settings


def shown(default: object) -> str:
    """Return a default as an operator writes it."""
    match default:
        case SecretStr():
            return default.get_secret_value()
        case bool():
            return str(default).lower()
        case timedelta():
            return f"PT{default.total_seconds():g}S"
        case Path():
            return str(default.relative_to(ROOT))
    return str(default)


def paragraph(name: str, setting: FieldInfo) -> str:
    return f"# {setting.description}\n# {name.upper()}={shown(setting.default)}"


def test_the_example_of_the_environment_says_every_setting_with_its_sentence_and_default() -> None:
    _, *written = (ROOT / ".env.example").read_text().strip().split("\n\n")

    assert written == [paragraph(*setting) for setting in Settings.model_fields.items()]


@pytest.mark.parametrize("settles", ["PT10S", "PT3S"])
def test_a_look_for_a_text_may_not_come_before_its_request_is_over(
    monkeypatch: pytest.MonkeyPatch, settles: str
) -> None:
    monkeypatch.setenv("SMS_SETTLE_TIME", settles)

    with pytest.raises(ValidationError, match="longer than SMS_REQUEST_TIMEOUT"):
        Settings()


def test_a_setting_that_cannot_be_read_is_the_only_one_named(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("SMS_REQUEST_TIMEOUT", "x")

    with pytest.raises(ValidationError) as refused:
        Settings()

    assert [fault["loc"] for fault in refused.value.errors()] == [("sms_request_timeout",)]


@pytest.mark.parametrize(
    ("sender", "needs_another_way"),
    [
        ("BAILLEUR", True),
        ("Office 64", True),
        ("+33937000001", False),
        ("38000", False),
        ("MG" + "0a" * 16, False),
        ("", False),
    ],
)
def test_a_sender_that_cannot_be_answered_has_to_tell_another_way(
    sender: str, needs_another_way: bool
) -> None:
    if needs_another_way:
        with pytest.raises(ValidationError, match="tell another way"):
            Settings(twilio_number=sender, _env_file=None)  # type: ignore[call-arg]
    else:
        Settings(twilio_number=sender, _env_file=None)  # type: ignore[call-arg]

    Settings(twilio_number=sender, sms_footer="STOP : 05…", _env_file=None)  # type: ignore[call-arg]
