"""Notices leave by day, never on a Sunday or a holiday."""

from datetime import UTC, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend import quiet
from knowledge.hours import PARIS

HOURS = quiet.NoticeHours(time(8), time(20))
SECONDS = st.integers(1_767_225_600, 1_893_456_000)  # 2026 to 2029
MOMENTS = SECONDS.map(lambda seconds: datetime.fromtimestamp(seconds, UTC))


def paris(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=PARIS)


def is_allowed(moment: datetime) -> bool:
    local = moment.astimezone(PARIS)
    return 8 <= local.hour < 20 and not quiet.is_day_off(local.date())


@pytest.mark.parametrize(
    ("moment", "leaves"),
    [
        (paris(2026, 11, 23, 10, 0), paris(2026, 11, 23, 10, 0)),
        (paris(2026, 11, 23, 7, 59), paris(2026, 11, 23, 8, 0)),
        (paris(2026, 11, 23, 20, 0), paris(2026, 11, 24, 8, 0)),
        (paris(2026, 11, 21, 20, 0), paris(2026, 11, 23, 8, 0)),
        (paris(2026, 5, 1, 10, 0), paris(2026, 5, 2, 8, 0)),
        (paris(2027, 12, 24, 21, 0), paris(2027, 12, 27, 8, 0)),
    ],
)
def test_a_notice_waits_for_the_next_hours(moment: datetime, leaves: datetime) -> None:
    assert HOURS.next(moment) == leaves


@given(MOMENTS)
def test_the_next_and_the_last_moment_are_allowed_and_on_their_side(moment: datetime) -> None:
    assert is_allowed(HOURS.next(moment))
    assert is_allowed(HOURS.last(moment))
    assert HOURS.last(moment) <= moment <= HOURS.next(moment)
    assert (HOURS.next(moment) == moment) == is_allowed(moment)


@pytest.mark.parametrize("wrong", ["8-20", "20:00-08:00", "08:00", "25:00-26:00", "08:00-08:00"])
def test_hours_that_are_none_are_refused(wrong: str) -> None:
    with pytest.raises(ValueError, match=r"\d"):
        quiet.read(wrong)


def test_no_hours_mean_at_any_time() -> None:
    assert quiet.read("") is None
