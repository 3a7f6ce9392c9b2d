"""Days, moments and numbers as tenants write them."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.hearing.days import clock, day, moment
from backend.hearing.numbers import months, number
from knowledge.hours import PARIS

NOW = datetime(2026, 11, 20, 10, 0, tzinfo=PARIS)
TODAY = NOW.date()


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("hier", "2026-11-19"),
        ("avant-hier", "2026-11-18"),
        ("c'était aujourd'hui", "2026-11-20"),
        ("le 3 mars", "2026-03-03"),
        ("le 1er décembre", "2025-12-01"),
        ("3 mars 2025", "2025-03-03"),
        ("03/03", "2026-03-03"),
        ("3/3/25", "2025-03-03"),
        ("2026-03-03", "2026-03-03"),
        ("lundi dernier", "2026-11-16"),
        ("il y a deux mois", "2026-09-20"),
        ("ya 3 semaines", "2026-10-30"),
        ("il y a un an", "2025-11-20"),
        ("yesterday", "2026-11-19"),
        ("le 31 novembre", None),
        ("le 29 février", "2024-02-29"),
        ("je ne sais plus", None),
    ],
)
def test_a_day_gone_by_is_read(text: str, found: str | None) -> None:
    read = day(text, TODAY, past=True)
    assert (read.isoformat() if read else None) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [("samedi", "2026-11-21"), ("vendredi", "2026-11-20"), ("le 3 mars", "2027-03-03")],
)
def test_a_day_to_come_is_read(text: str, found: str) -> None:
    read = day(text, TODAY, past=False)
    assert read is not None
    assert read.isoformat() == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("hier à 17h", "2026-11-19 17:00"),
        ("hier soir 6h", "2026-11-19 18:00"),
        ("ce matin à 9 h 30", "2026-11-20 09:30"),
        ("17:45", "2026-11-19 17:45"),
        ("à midi", "2026-11-19 12:00"),
        ("avant hier vers cinq heures", "2026-11-18 05:00"),
        ("hier", None),
        ("48 heures", None),
    ],
)
def test_a_moment_needs_its_time_of_day(text: str, found: str | None) -> None:
    read = moment(text, NOW, past=True)
    assert (f"{read:%Y-%m-%d %H:%M}" if read else None) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("8", 8),
        ("huit", 8),
        ("vingt et un", 21),
        ("quatre-vingt-dix", 90),
        ("deux cents", 200),
        ("mille deux cents", 1200),
        ("1 250,50 €", "1250.5"),
        ("entre 8 et 10", None),
        ("un", 1),
        ("je veux un conseiller", None),
        ("beaucoup", None),
    ],
)
def test_the_one_number_of_a_message_is_read(text: str, found: int | str | None) -> None:
    assert number(text) == (None if found is None else Decimal(found))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("8 mois", 8),
        ("huit mois", 8),
        ("8 moi", 8),
        ("un an et demi", 18),
        ("2 ans", 24),
        ("8", None),
    ],
)
def test_a_length_of_time_is_read_in_months(text: str, found: int | None) -> None:
    assert months(text) == found


@given(st.integers(0, 10 * 365 * 24 * 60))
def test_a_time_gone_by_is_never_to_come(minutes: int) -> None:
    now = datetime(2020, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
    read = moment("vers 17h", now, past=True)

    assert read is not None
    assert read <= now


@given(st.text(max_size=200))
def test_no_message_stops_the_reading(text: str) -> None:
    day(text, TODAY, past=True)
    clock(text)
    number(text)
    months(text)
