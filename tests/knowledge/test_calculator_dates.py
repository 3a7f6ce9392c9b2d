"""Months counted from a day: always a real day, never an earlier one for a later start."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.calculators.dates import after_months

DAYS = st.dates(date(1990, 1, 1), date(2090, 12, 31))
MONTHS = st.integers(0, 240)


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2026, 10, 31), 4, date(2027, 2, 28)),
        (date(2023, 10, 31), 4, date(2024, 2, 29)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2026, 12, 1), 1, date(2027, 1, 1)),
        (date(2026, 12, 1), 12, date(2027, 12, 1)),
    ],
)
def test_a_shorter_month_ends_on_its_last_day(day: date, months: int, expected: date) -> None:
    assert after_months(day, months) == expected


@given(DAYS, DAYS, MONTHS)
def test_a_later_start_never_ends_earlier(one: date, other: date, months: int) -> None:
    early, late = sorted((one, other))

    assert after_months(early, months) <= after_months(late, months)


@given(DAYS, MONTHS)
def test_the_month_is_as_many_months_later(day: date, months: int) -> None:
    end = after_months(day, months)

    assert (end.year - day.year) * 12 + end.month - day.month == months
    assert end.day == day.day or (end.day < day.day and end.day >= 28)
