"""The clock of a request: promised by an entry only, held while it is the tenant's turn."""

from datetime import datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import Session

from backend.clocks import promises, service
from backend.clocks.models import RequestClock
from backend.db import UnitOfWork
from backend.sollicitations import service as sollicitations
from backend.sollicitations.models import Sollicitation
from backend.sollicitations.states import State
from knowledge.hours import PARIS
from tests.backend.clocks.test_working import MOMENTS, OFFICE, WEEKS, paris
from tests.backend.console import talks
from tests.shipped import shipped

KNOWLEDGE = shipped()
MONDAY = paris(2026, 11, 23, 10)


def begin_clock(
    session: Session,
    filed: Sollicitation,
    *,
    category: str = "espaces-verts",
    description: str = "la tonte est mal faite",
    now: datetime = MONDAY,
) -> RequestClock | None:
    return service.begin(
        session,
        KNOWLEDGE,
        filed.id or 0,
        landlord=filed.landlord,
        category=category,
        description=description,
        now=now,
    )


def test_a_mowing_complaint_has_the_days_of_its_entry(begin: UnitOfWork) -> None:
    filed = talks.request(begin, category="espaces-verts")
    with begin() as session:
        clock = begin_clock(session, filed)

        assert clock is not None
        assert (clock.entry, clock.days) == ("office64-espaces-verts-correction", 5)
        assert clock.due_at == paris(2026, 11, 30, 17)


@pytest.mark.parametrize(
    ("landlord", "category", "description"),
    [
        ("office64", "plomberie", "la tonte a coupé un tuyau"),
        ("office64", "espaces-verts", "un arbre est tombé"),
        ("rochefort", "espaces-verts", "la tonte est mal faite"),
    ],
)
def test_where_no_entry_gives_a_delay_nothing_is_promised(
    begin: UnitOfWork, landlord: str, category: str, description: str
) -> None:
    filed = talks.request(begin, landlord=landlord, category=category)
    with begin() as session:
        assert begin_clock(session, filed, category=category, description=description) is None


def test_a_clock_begun_twice_keeps_its_first_promise(begin: UnitOfWork) -> None:
    filed = talks.request(begin, category="espaces-verts")
    with begin() as session:
        begin_clock(session, filed)
        again = begin_clock(session, filed, now=MONDAY + timedelta(days=3))

        assert again is not None
        assert again.started_at == MONDAY


def test_the_time_that_the_tenant_takes_puts_the_promise_off(begin: UnitOfWork) -> None:
    filed = talks.request(begin, category="espaces-verts")

    def move(to: State, at: datetime) -> None:
        with begin() as session:
            sollicitations.change_state(session, filed.id or 0, to, "agent", at)

    with begin() as session:
        begin_clock(session, filed)
    move(State.WAITING_TENANT, paris(2026, 11, 24, 8, 30))
    with begin() as session:
        held = session.get_one(RequestClock, filed.id)
        assert held.held_at == paris(2026, 11, 24, 8, 30)
    move(State.IN_PROGRESS, paris(2026, 11, 26, 8, 30))
    with begin() as session:
        clock = session.get_one(RequestClock, filed.id)
        assert (clock.due_at, clock.held_at) == (paris(2026, 12, 2, 17), None)
    move(State.DONE, paris(2026, 11, 27, 9))
    with begin() as session:
        assert session.get_one(RequestClock, filed.id).held_at == paris(2026, 11, 27, 9)


@given(WEEKS, st.lists(st.tuples(MOMENTS, st.booleans()), max_size=6), MOMENTS, MOMENTS)
def test_pauses_are_taken_off_and_time_never_runs_backwards(
    week: promises.Week, steps: list[service.Step], one: datetime, two: datetime
) -> None:
    steps = sorted(steps)
    one, two = sorted((one, two))

    ran = service.worked(week, steps, one)
    stood = service.worked(week, [(at, not runs) for at, runs in steps], one)

    assert timedelta(0) <= ran <= service.worked(week, steps, two)
    whole = [(steps[0][0], True)] if steps else []
    assert ran + stood == service.worked(week, whole, one)


def test_a_week_is_kept_as_it_is_read() -> None:
    week = promises.week_of(KNOWLEDGE, "office64")

    assert promises.load_week(promises.dump_week(week)) == week == OFFICE
    assert promises.week_of(KNOWLEDGE, "rochefort")["mo"][0].start == time.min
    assert MONDAY.tzinfo is PARIS
