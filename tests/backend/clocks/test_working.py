"""Working time: never negative, never backwards, whatever the clocks of the country do."""

from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.clocks import working
from backend.clocks.working import WHOLE_DAYS, Week
from knowledge.hours import PARIS, is_public_holiday
from knowledge.model import Slot

OFFICE: Week = {
    day: (Slot(time(8, 30), time(12, 30)), Slot(time(13, 30), time(17)))
    for day in ("mo", "tu", "we", "th", "fr")
}
_BEGIN = datetime(2026, 1, 1, tzinfo=UTC)
MOMENTS = st.integers(0, 2 * 365 * 24 * 60).map(lambda n: _BEGIN + timedelta(minutes=n))
WEEKS = st.sampled_from([OFFICE, WHOLE_DAYS, {"sa": (Slot(time(9), time(12)),)}])
AMOUNTS = st.timedeltas(timedelta(0), timedelta(days=20))


def paris(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=PARIS)  # type: ignore[arg-type]


@given(WEEKS, MOMENTS, MOMENTS, MOMENTS)
def test_what_is_worked_adds_up_and_is_never_negative(
    week: Week, one: datetime, two: datetime, three: datetime
) -> None:
    first, second, third = sorted((one, two, three))

    parts = working.elapsed(week, first, second) + working.elapsed(week, second, third)

    assert parts == working.elapsed(week, first, third) >= timedelta(0)
    assert working.elapsed(week, third, first) == timedelta(0)
    assert working.elapsed(week, first, third) <= third - first


@given(WEEKS, MOMENTS, AMOUNTS)
def test_advancing_takes_exactly_the_work_it_was_given(
    week: Week, start: datetime, amount: timedelta
) -> None:
    assert working.elapsed(week, start, working.advance(week, start, amount)) == amount


@given(WEEKS, MOMENTS, MOMENTS, AMOUNTS, AMOUNTS)
def test_what_begins_later_or_takes_longer_never_ends_earlier(
    week: Week, one: datetime, two: datetime, less: timedelta, more: timedelta
) -> None:
    less, more = sorted((less, more))
    one, two = sorted((one, two))

    assert working.advance(week, one, less) <= working.advance(week, one, more)
    assert working.advance(week, one, more) <= working.advance(week, two, more)


@given(WEEKS, MOMENTS, MOMENTS, st.integers(1, 30))
def test_days_end_when_a_working_day_does(
    week: Week, one: datetime, two: datetime, days: int
) -> None:
    one, two = sorted((one, two))
    due = working.days_after(week, one, days)
    last = (due - timedelta(seconds=1)).astimezone(PARIS).date()

    assert working.is_worked(week, last)
    assert not is_public_holiday(last)
    assert due <= working.days_after(week, two, days)
    assert due < working.days_after(week, one, days + 1)


def test_five_working_days_jump_over_the_week_end_and_the_holiday() -> None:
    told = paris(2026, 12, 21, 10)

    due = working.days_after(OFFICE, told, 5)

    # 22, 23, 24, not Christmas nor the week-end, 28, 29.
    assert due == paris(2026, 12, 29, 17)


@pytest.mark.parametrize("day", [28, 29])
def test_a_day_is_as_long_as_the_clocks_make_it(day: int) -> None:
    week = {"su": (Slot(time.min, time.max),), "sa": (Slot(time.min, time.max),)}
    start = paris(2026, 3, day)

    worked = working.elapsed(week, start, start + timedelta(days=3))

    assert worked == timedelta(hours=47 if day == 28 else 23)


def test_a_week_in_which_nobody_works_is_refused() -> None:
    with pytest.raises(ValueError, match="nobody"):
        working.days_after({}, paris(2026, 1, 5), 1)
    with pytest.raises(ValueError, match="nobody"):
        working.advance({}, paris(2026, 1, 5), timedelta(hours=1))


def test_working_days_are_counted_whole() -> None:
    assert working.in_days(OFFICE, timedelta(hours=15)) == 2
    assert working.in_days(OFFICE, timedelta(hours=14)) == 1
    assert working.in_days({}, timedelta(hours=14)) == 0
