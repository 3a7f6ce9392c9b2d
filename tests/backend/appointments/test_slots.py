"""When an agency receives by appointment: never in walk-in hours, on a holiday or at no time."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import islice, pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backend.appointments import slots, wish
from backend.appointments.offers import Offer, offers
from knowledge.hours import PARIS, is_public_holiday, slots_on
from tests.backend.appointments.people import KNOWLEDGE, LEASE
from tests.backend.conversations.people import NOW

SOCIAL = offers("office64")["social"]
YEARS = st.dates(date(2026, 1, 1), date(2029, 12, 31))


def test_slots_stand_in_the_hours_of_the_entries_and_outside_walk_in_hours() -> None:
    local = [
        s.astimezone(PARIS).time() for s in slots.starts_on(KNOWLEDGE, LEASE, date(2026, 11, 24))
    ]

    assert local == [
        time(13, 30), time(14), time(14, 30), time(15), time(15, 30), time(16), time(16, 30)
    ]  # fmt: skip


def test_a_longer_appointment_ends_before_the_agency_closes() -> None:
    [*_, last] = slots.starts_on(KNOWLEDGE, SOCIAL, date(2026, 11, 24))

    assert (last + SOCIAL.length).astimezone(PARIS).time() <= time(17)


@pytest.mark.parametrize("day", [date(2026, 12, 25), date(2026, 11, 28), date(2026, 11, 29)])
def test_nobody_is_received_on_a_holiday_or_at_the_weekend(day: date) -> None:
    assert slots.starts_on(KNOWLEDGE, LEASE, day) == []


@settings(deadline=None)
@given(day=YEARS, hour=st.integers(0, 23), offer=st.sampled_from([LEASE, SOCIAL]))
def test_what_lies_ahead_is_in_order_in_notice_in_hours_and_never_overlaps(
    day: date, hour: int, offer: Offer
) -> None:
    now = datetime.combine(day, time(hour), UTC)
    found = list(slots.ahead(KNOWLEDGE, offer, now=now, closed={day + timedelta(days=3)}))

    people = slots.point_of(KNOWLEDGE, offer.hours)
    assert all(later - earlier >= offer.length for earlier, later in pairwise(found))
    for start in found:
        local = start.astimezone(PARIS)
        ends = (start + offer.length).astimezone(PARIS)
        assert start >= now + offer.notice
        assert not is_public_holiday(local.date())
        assert local.date() != day + timedelta(days=3)
        assert local.date() <= now.astimezone(PARIS).date() + offer.horizon
        assert any(
            one.start <= local.time() and ends.time() <= one.end
            for one in slots_on(people, local.date())
        )


def test_the_hours_are_the_same_on_both_sides_of_the_change_of_clocks() -> None:
    before = slots.starts_on(KNOWLEDGE, LEASE, date(2026, 3, 27))[0]
    after = slots.starts_on(KNOWLEDGE, LEASE, date(2026, 3, 30))[0]

    assert before.astimezone(PARIS).time() == after.astimezone(PARIS).time()
    assert after - before == timedelta(days=3) - timedelta(hours=1)


def test_a_landlord_whose_sources_give_no_hours_gives_no_appointments() -> None:
    assert offers("rochefort") == {}
    assert list(slots.windows(KNOWLEDGE, None, now=NOW)) == []


def test_a_call_without_an_answer_is_tried_again_at_another_hour_of_the_day() -> None:
    hours = LEASE.hours
    morning = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
    second = slots.next_window(KNOWLEDGE, hours, now=morning, tried=[morning])
    assert second is not None
    assert second[0].astimezone(PARIS).time() == time(13, 30)

    third = slots.next_window(
        KNOWLEDGE, hours, now=second[0] + timedelta(hours=1), tried=[morning, second[0]]
    )
    assert third is not None
    assert third[0].astimezone(PARIS).date() == date(2026, 11, 25)


@pytest.mark.parametrize(
    ("text", "day", "hours"),
    [
        ("jeudi après-midi", date(2026, 11, 26), (14, 0)),
        ("demain 14h30", date(2026, 11, 24), (14, 30)),
        ("le 3 decembre aprem", date(2026, 12, 3), (15, 0)),
        ("mañana por la tarde", date(2026, 11, 24), (15, 0)),
        ("amanhã à tarde", date(2026, 11, 24), (15, 0)),
        ("mardi de la semaine prochaine", date(2026, 12, 1), (14, 0)),
    ],
)
def test_a_wish_in_words_fits_its_day_and_no_other(
    text: str, day: date, hours: tuple[int, int]
) -> None:
    wanted = wish.read(text, NOW)

    assert wanted is not None
    assert wanted.fits(datetime.combine(day, time(*hours), PARIS))
    assert not wanted.fits(datetime.combine(day + timedelta(days=1), time(*hours), PARIS))
    assert not wanted.fits(datetime.combine(day, time(9, 15), PARIS)) or "prochaine" in text


@pytest.mark.parametrize("text", ["c'est pour ma caution", "bonjour", "quel est le numéro ?"])
def test_what_says_nothing_of_a_time_is_no_wish(text: str) -> None:
    assert wish.read(text, NOW) is None


def test_the_windows_of_a_call_begin_now_while_people_answer() -> None:
    first, second = islice(slots.windows(KNOWLEDGE, LEASE.hours, now=NOW), 2)

    assert first[0] == NOW
    assert second[0].astimezone(PARIS).time() == time(13, 30)
