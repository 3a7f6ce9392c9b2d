"""The papers' clock: the delay of the sources, and a reminder that wakes nobody."""

from datetime import UTC, datetime, timedelta

from hypothesis import assume, given
from hypothesis import strategies as st

from backend.applicants import papers
from backend.quiet import is_day_off
from knowledge.hours import PARIS
from tests.shipped import shipped

KNOWLEDGE = shipped()
SECONDS = st.integers(1_767_225_600, 1_893_456_000)  # 2026 to 2029
MOMENTS = SECONDS.map(lambda seconds: datetime.fromtimestamp(seconds, UTC))


@given(MOMENTS)
def test_the_papers_are_due_after_the_delay_of_the_source(asked_at: datetime) -> None:
    found = papers.due(KNOWLEDGE, "office64", asked_at)

    assert found is not None
    assert found[0] - asked_at == timedelta(hours=48)
    assert found[1] == "office64-papiers-caleol"


def test_no_delay_is_invented_where_the_sources_give_none() -> None:
    assert papers.due(KNOWLEDGE, "rochefort", datetime(2026, 11, 23, 9, tzinfo=UTC)) is None


@given(MOMENTS, st.timedeltas(timedelta(hours=1), timedelta(hours=72)))
def test_a_reminder_comes_in_time_and_wakes_nobody(now: datetime, left: timedelta) -> None:
    at = papers.reminder(now + left, now)

    if at is not None:
        local = at.astimezone(PARIS)
        assert now < at < now + left
        assert 8 <= local.hour < 20
        assert not is_day_off(local.date())


@given(MOMENTS)
def test_who_has_the_whole_delay_on_working_days_is_reminded(now: datetime) -> None:
    first = now.astimezone(PARIS).date()
    assume(not any(is_day_off(first + timedelta(days=n)) for n in range(3)))

    assert papers.reminder(now + timedelta(hours=48), now) is not None


def test_the_time_left_is_told_in_whole_hours_and_never_less_than_none() -> None:
    now = datetime(2026, 11, 23, 9, tzinfo=UTC)

    assert papers.hours_left(now + timedelta(hours=30, minutes=59), now) == 30
    assert papers.hours_left(now - timedelta(hours=1), now) == 0
