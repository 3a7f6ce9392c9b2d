"""Seats, people and codes: what the database keeps whatever the channels."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, func, select

from backend.appointments import codes, service
from backend.appointments.errors import AlreadyBooked, AppointmentOver, NotASlot, SlotTaken
from backend.appointments.models import HELD, Appointment, AppointmentSlot, State
from backend.db import UnitOfWork
from backend.errors import AppError
from tests.backend.appointments.people import KNOWLEDGE, LEASE, PHONE, agency, book, first_free
from tests.backend.conversations.people import NOW


def test_a_seat_is_taken_once(session: Session) -> None:
    here = agency(session)
    [first] = first_free(session, here)
    book(session, here, first)

    with pytest.raises(SlotTaken):
        book(session, here, first, "+33639980043")
    assert first not in first_free(session, here, 3)


def test_two_appointments_of_one_person_at_one_time_are_refused(session: Session) -> None:
    here, there = agency(session), agency(session, "Orthez")
    [first] = first_free(session, here)
    book(session, here, first)

    with pytest.raises(AlreadyBooked):
        book(session, there, first)


def test_the_database_itself_refuses_two_at_one_time(session: Session) -> None:
    here, there = agency(session), agency(session, "Orthez")
    [first] = first_free(session, here)
    made = book(session, here, first)
    other = book(session, there, first, "+33639980043")
    other.who = made.who

    with pytest.raises(IntegrityError), session.begin_nested():
        session.flush()


def test_the_database_itself_refuses_one_seat_too_many(session: Session) -> None:
    here = agency(session)
    book(session, here, first_free(session, here)[0])
    slot = session.exec(select(AppointmentSlot)).one()
    slot.booked += 1

    with pytest.raises(IntegrityError), session.begin_nested():
        session.flush()


def test_what_is_no_slot_is_refused(session: Session) -> None:
    here = agency(session)
    [first] = first_free(session, here)

    for at in (first + timedelta(minutes=7), NOW, first + timedelta(days=400)):
        with pytest.raises(NotASlot):
            book(session, here, at)


def test_a_closed_day_gives_no_slot_and_keeps_what_was_booked(session: Session) -> None:
    here = agency(session)
    [first] = first_free(session, here)
    made = book(session, here, first)
    service.close_day(session, here, first.date(), closed=True)
    session.flush()

    assert all(one.date() != first.date() for one in first_free(session, here, 20))
    assert made.state is State.BOOKED
    service.close_day(session, here, first.date(), closed=False)
    session.flush()
    assert first_free(session, here)[0].date() == first.date()


def test_moving_frees_the_old_seat_and_keeps_the_code(session: Session) -> None:
    here = agency(session)
    first, second = first_free(session, here, 2)
    made = book(session, here, first)
    code = made.code

    moved = service.move(session, made, second, knowledge=KNOWLEDGE, now=NOW)

    assert (moved.code, moved.starts_at) == (code, second)
    assert first_free(session, here) == [first]


def test_a_move_to_a_full_slot_changes_nothing(session: Session) -> None:
    here = agency(session)
    first, second = first_free(session, here, 2)
    made = book(session, here, first)
    book(session, here, second, "+33639980043")

    with pytest.raises(SlotTaken):
        service.move(session, made, second, knowledge=KNOWLEDGE, now=NOW)
    assert [s.booked for s in session.exec(select(AppointmentSlot))] == [1, 1]
    assert made.starts_at == first


def test_a_cancelled_appointment_frees_its_seat_and_is_over(session: Session) -> None:
    here = agency(session)
    [first] = first_free(session, here)
    made = book(session, here, first)
    service.cancel(session, made, by="tenant", now=NOW)

    with pytest.raises(AppointmentOver):
        service.cancel(session, made, by="tenant", now=NOW)
    assert first_free(session, here) == [first]
    assert book(session, here, first).code != made.code


def test_a_reminder_is_planned_the_day_before_in_the_hours_of_notices(session: Session) -> None:
    here = agency(session)
    later = [one for one in first_free(session, here, 30) if one > NOW + timedelta(days=3)][0]
    made = book(session, here, later)

    assert made.remind_at is not None
    assert timedelta(hours=10) < later - made.remind_at <= timedelta(days=4)


@given(st.text("0123456789ABCDEFGHJKMNPQRSTVWXYZ", min_size=7, max_size=7))
def test_a_code_is_heard_however_it_is_written(symbols: str) -> None:
    drawn = codes.draw()

    assert codes.tried(f"annuler {drawn.lower()} svp") == drawn
    assert codes.typed(drawn.replace("-", " ")) == drawn
    assert codes.typed(drawn.removeprefix("RDV-")) == drawn
    wrong = codes.typed(f"{symbols}U")
    assert wrong is None


@pytest.fixture
def empty(begin: UnitOfWork) -> Callable[[], int]:
    """Makes a fresh agency for each example of a property."""
    made = iter(range(1_000_000))

    def fresh() -> int:
        with begin() as session:
            return agency(session, f"Agence {next(made)}")

    return fresh


@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(capacity=st.integers(1, 4), moves=st.lists(st.integers(0, 2), min_size=4, max_size=12))
def test_a_capacity_is_never_exceeded_however_many_book_move_and_cancel_at_once(
    begin: UnitOfWork, engine: Engine, empty: Callable[[], int], capacity: int, moves: list[int]
) -> None:
    from dataclasses import replace

    offer, here = replace(LEASE, capacity=capacity), empty()
    with begin() as session:
        targets = first_free(session, here, 2, offer=offer)

    def act(number: int) -> None:
        who, wanted = f"+3363998{number:04d}", moves[number % len(moves)]
        with suppress(AppError), begin() as session:
            made = book(session, here, targets[number % 2], who, offer=offer)
        if wanted == 0:
            return
        with suppress(AppError, UnboundLocalError), begin() as session:
            held = session.get_one(Appointment, made.id)
            if wanted == 1:
                service.cancel(session, held, by="tenant", now=NOW)
            else:
                service.move(session, held, targets[(number + 1) % 2], knowledge=KNOWLEDGE, now=NOW)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(act, range(len(moves) * 2)))

    with begin() as session:
        for slot in session.exec(select(AppointmentSlot).where(AppointmentSlot.agency_id == here)):
            held = session.exec(
                select(func.count())
                .select_from(Appointment)
                .where(Appointment.slot_id == slot.id, col(Appointment.state).in_(HELD))
            ).one()
            assert held == slot.booked <= capacity


def test_a_race_for_the_last_seat_has_one_winner(begin: UnitOfWork) -> None:
    with begin() as session:
        here = agency(session)
        [first] = first_free(session, here)

    def try_it(number: int) -> bool:
        with suppress(SlotTaken), begin() as session:
            book(session, here, first, f"+3363998{number:04d}")
            return True
        return False

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(try_it, range(16))) == 1


def test_one_person_who_books_twice_at_once_gets_one(begin: UnitOfWork) -> None:
    with begin() as session:
        agencies = [agency(session, name) for name in ("A", "B", "C", "D")]
        [first] = first_free(session, agencies[0])

    def try_it(here: int) -> bool:
        with suppress(AlreadyBooked), begin() as session:
            book(session, here, first, PHONE)
            return True
        return False

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(try_it, agencies)) == 1
