"""What leaves tells how else to answer; an emergency says what to do, and nothing else."""

import pytest

from backend.config import Settings
from backend.outbox.models import Purpose
from backend.outbox.service import as_sent

FOOTER = Settings(sms_footer="Ne répondez pas : 06 39 98 00 00", _env_file=None)  # type: ignore[call-arg]


@pytest.mark.parametrize("purpose", sorted(set(Purpose) - {Purpose.EMERGENCY}))
def test_each_text_ends_with_how_else_to_answer(purpose: Purpose) -> None:
    assert as_sent("Bonjour", purpose, FOOTER) == ["Bonjour\nNe répondez pas : 06 39 98 00 00"]


def test_an_emergency_stands_alone() -> None:
    assert as_sent("Appelez le 18", Purpose.EMERGENCY, FOOTER) == ["Appelez le 18"]


def test_what_is_too_long_for_one_text_tells_it_once_at_its_end() -> None:
    parts = as_sent("Une phrase de plus. " * 90, Purpose.NOTICE, FOOTER)

    assert len(parts) == 2
    assert [part.endswith("06 39 98 00 00") for part in parts] == [False, True]
