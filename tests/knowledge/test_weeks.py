"""Weeks: which hours hold on a day, and who tells them."""

from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.days import with_weeks
from knowledge.hours import slots_on, spans, week_on
from knowledge.model import WEEKDAYS, ContactPoint, Means, Slot
from tests.knowledge.test_hours import AFTERNOON, MORNING
from tests.knowledge.test_hours import WEEK as POINT
from tests.shipped import edition

DAY = date(2026, 12, 1)
SHORT = {"tu": (Slot(time(10), time(15)),)}


def said(contact: ContactPoint, day: date, language: str) -> str:
    return f"{day} {language} {sorted(contact.hours)}"


@given(st.sets(st.dates(date(2026, 1, 1), date(2027, 1, 1))), st.dates(date(2026, 1, 1)))
def test_the_last_week_that_has_begun_holds(starts: set[date], day: date):
    weeks = {start: {"mo": (Slot(time(n % 20), time(21)),)} for n, start in enumerate(starts)}
    point = ContactPoint("tenant", Means.TELEPHONE, hours=POINT.hours, weeks=weeks)

    begun = [start for start in starts if start <= day]
    assert week_on(point, day) == (weeks[max(begun)] if begun else POINT.hours)


def test_a_day_is_open_as_its_week_says():
    point = ContactPoint("tenant", Means.TELEPHONE, hours=POINT.hours, weeks={DAY: SHORT})

    assert slots_on(point, date(2026, 11, 30)) == (MORNING, AFTERNOON)
    assert slots_on(point, DAY) == SHORT["tu"]
    assert slots_on(point, date(2026, 12, 2)) == ()


def test_days_that_are_open_alike_are_told_together():
    assert list(spans(POINT.hours)) == [("mo", "fr", (MORNING, AFTERNOON))]
    assert [(a, b) for a, b, _ in spans({"mo": (MORNING,), "we": (MORNING,)})] == [
        ("mo", "mo"),
        ("we", "we"),
    ]
    assert list(spans({})) == []
    assert set(WEEKDAYS) >= set(POINT.hours)


@pytest.mark.parametrize(
    ("name", "tells"),
    [
        ("office64-horaires-telephone", True),
        ("office64-telephone-locataires", False),
        ("office64-horaires-agence", False),
    ],
)
def test_only_who_tells_the_hours_of_the_point_says_the_new_ones(name: str, tells: bool):
    files = edition().knowledge
    weeks = {"office64-telephone-locataires": {DAY: SHORT}}

    def answer(day: date) -> str:
        changed = with_weeks(files, weeks, day, said)
        return next(e.answer["fr"] for e in changed.entries if e.id == name)

    before = next(e.answer["fr"] for e in files.entries if e.id == name)
    assert answer(date(2026, 11, 30)) == before
    assert answer(DAY) == (f"{DAY} fr ['tu']" if tells else before)


def test_who_cites_the_point_is_told_that_it_was_changed():
    files = edition().knowledge
    weeks = {"office64-telephone-locataires": {DAY: SHORT}}

    changed = with_weeks(files, weeks, DAY, said)

    amended = {e.id for e in changed.entries if e.amended_on == DAY}
    assert {"office64-telephone-locataires", "office64-horaires-telephone"} <= amended
    assert "office64-horaires-agence" not in amended


def test_every_entry_that_tells_hours_says_whose():
    """What stands in words of a contact point's hours follows them when they change."""
    files = edition().knowledge
    loose = [
        e.id
        for e in files.entries
        if e.topic == "contact-points"
        and any(fact.unit == "time" for fact in e.values.values())
        and not e.hours_of
        and not (e.contact and e.contact.hours)
    ]

    assert loose == []
