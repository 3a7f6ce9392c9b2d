"""The place in a list that an address carries: what was written is read, nothing else is."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend import cursors


@given(key=st.datetimes(timezones=st.just(UTC)), number=st.integers(0, 10**18 - 1))
def test_a_moment_that_was_written_is_read(key: datetime, number: int) -> None:
    assert cursors.read(cursors.written(number, key), datetime.fromisoformat) == (key, number)


@given(key=st.integers(-9, 9), number=st.integers(0, 10**18 - 1))
def test_a_rank_that_was_written_is_read(key: int, number: int) -> None:
    assert cursors.read(cursors.written(number, key), int) == (key, number)


@pytest.mark.parametrize(
    "cursor",
    ["", "~", "nonsense", "3~1", "2026-11-23T09:00:00~1", "2026-11-23T09:00:00Z~", "x~1~1"]
    + ["2026-11-23T09:00:00Z~١", "2026-11-23T09:00:00Z~-1", f"2026-11-23T09:00:00Z~{10**18}"],
)
def test_what_nobody_wrote_is_the_first_page(cursor: str) -> None:
    assert cursors.read(cursor, datetime.fromisoformat) is None
