"""Opening hours: Paris time, public holidays, the change of clocks."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.hours import PARIS, closing, is_open, is_public_holiday, next_opening
from knowledge.model import WEEKDAYS, ContactPoint, Means, Slot

MORNING, AFTERNOON = Slot(time(8, 30), time(12, 30)), Slot(time(13, 30), time(17))
WEEK = ContactPoint(
    "tenant",
    Means.TELEPHONE,
    hours=dict.fromkeys(WEEKDAYS[:5], (MORNING, AFTERNOON)),
)
NEVER = ContactPoint("tenant", Means.COUNTER)


def paris(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=PARIS)


@pytest.mark.parametrize(
    ("at", "opened"),
    [
        ("2026-11-20T08:29", False),
        ("2026-11-20T08:30", True),
        ("2026-11-20T12:30", False),
        ("2026-11-20T13:30", True),
        ("2026-11-20T16:59", True),
        ("2026-11-20T17:00", False),
        ("2026-11-21T10:00", False),
        ("2026-11-11T10:00", False),
        ("2026-04-06T10:00", False),
    ],
)
def test_open_on_working_days_within_the_hours_and_never_on_a_public_holiday(at, opened):
    assert is_open(WEEK, paris(at)) is opened


@pytest.mark.parametrize(
    ("after", "opens"),
    [
        ("2026-11-20T07:00", "2026-11-20T08:30"),
        ("2026-11-20T09:00", "2026-11-20T13:30"),
        ("2026-11-20T17:00", "2026-11-23T08:30"),
        ("2026-12-24T18:00", "2026-12-28T08:30"),
        ("2026-03-27T18:00", "2026-03-30T08:30"),
    ],
)
def test_the_next_opening_skips_weekends_and_holidays(after, opens):
    assert next_opening(WEEK, paris(after)) == paris(opens)


def test_the_hours_are_those_of_paris_wherever_the_server_is():
    assert is_open(WEEK, datetime(2026, 7, 1, 6, 30, tzinfo=UTC))
    assert not is_open(WEEK, datetime(2026, 12, 1, 7, 29, tzinfo=UTC))


def test_an_opening_that_holds_the_change_of_clocks_has_its_hours_in_real_time():
    night = ContactPoint("tenant", Means.TELEPHONE, hours={"su": (Slot(time(1), time(4)),)})
    opened = datetime(2026, 10, 25, 0, 0, tzinfo=UTC) - timedelta(hours=1)

    minutes = [is_open(night, opened + timedelta(minutes=m)) for m in range(0, 300, 10)]

    assert minutes.count(True) == 24  # four hours: 02:00 to 03:00 comes twice that night


def test_the_end_of_the_opening_is_told():
    assert closing(WEEK, paris("2026-11-20T09:00")) == paris("2026-11-20T12:30")
    assert closing(WEEK, paris("2026-11-20T12:45")) is None


def test_a_contact_point_without_hours_is_never_said_to_open():
    assert not is_open(NEVER, paris("2026-11-20T09:00"))
    assert next_opening(NEVER, paris("2026-11-20T09:00")) is None


def test_a_time_without_a_zone_is_refused():
    with pytest.raises(ValueError, match="without a time zone"):
        is_open(WEEK, datetime(2026, 11, 20, 9))  # noqa: DTZ001


@given(st.datetimes(datetime(2020, 1, 1), datetime(2035, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001
def test_the_next_opening_is_later_open_and_not_preceded_by_another(at):
    opens = next_opening(WEEK, at)

    assert opens is not None
    assert opens > at
    assert is_open(WEEK, opens)
    assert not is_open(WEEK, opens - timedelta(minutes=1))
    assert not is_public_holiday(opens.date())
    if not is_open(WEEK, at):
        half = at + (opens - at) / 2
        assert not is_open(WEEK, half)


@given(st.datetimes(datetime(2020, 1, 1), datetime(2035, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001
def test_open_means_a_closing_within_the_day(at):
    closes = closing(WEEK, at)

    assert (closes is not None) is is_open(WEEK, at)
    if closes:
        assert at < closes <= at + timedelta(hours=4)
        assert not is_open(WEEK, closes)


def test_public_holidays_are_those_of_france():
    assert is_public_holiday(date(2026, 5, 14))
    assert not is_public_holiday(date(2026, 5, 15))
