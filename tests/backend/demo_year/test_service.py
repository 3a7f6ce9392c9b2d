"""The simulated year: a year's worth of rows, the same each time, doubled never."""

from collections import Counter
from datetime import timedelta

import pytest
from sqlmodel import Session, col, func, select

from backend import demo
from backend.calls.models import PhoneCall
from backend.conversations.models import Channel, Conversation, Message, State, Stretch
from backend.demo_year import service
from backend.demo_year.people import _FIRST_NUMBER, _NUMBERS
from backend.demo_year.shape import shape
from backend.outbox.models import Sms
from backend.satisfaction.models import Satisfaction
from backend.sollicitations import codes
from backend.sollicitations.models import EventKind, Sollicitation, SollicitationEvent
from backend.sollicitations.states import MOVES
from backend.sollicitations.states import State as RequestState
from backend.tenants.models import Person
from tests.backend.conversations.people import NOW
from tests.shipped import edition

SHARE = 0.006
TABLES = (Conversation, Message, Stretch, Sollicitation, SollicitationEvent, Satisfaction)


def load(session: Session) -> int:
    return service.load(session, edition().knowledge, now=NOW, share=SHARE)


@pytest.fixture
def year(session: Session) -> Session:
    """The demonstration with a small part of the year."""
    demo.load(session)
    load(session)
    return session


def test_loaded_again_it_writes_nothing(year: Session) -> None:
    def counted() -> list[int]:
        return [year.exec(select(func.count()).select_from(t)).one() for t in (*TABLES, PhoneCall)]

    first = counted()

    assert load(year) == 0
    assert counted() == first
    assert 0 not in first


def test_the_whole_year_has_as_many_calls_as_the_landlord_s_entry_says(session: Session) -> None:
    demo.load(session)
    entry = next(
        e for e in edition().knowledge.entries if e.id == shape()["landlords"]["office64"]["entry"]
    )
    told = int(str(max(entry.values["appels"].on, key=lambda one: one.day).value))

    load(session)

    counted = session.exec(select(func.count()).where(PhoneCall.landlord == "office64")).one()
    assert counted == round(told * SHARE)


def test_it_is_the_same_year_each_time(session: Session) -> None:
    def drawn() -> tuple[list[object], list[object]]:
        talks = select(Conversation.id, Conversation.state, Conversation.updated_at)
        calls = select(PhoneCall.external_id, PhoneCall.phone, PhoneCall.note, PhoneCall.ended_at)
        filed = select(Sollicitation.code, Sollicitation.state, Sollicitation.updated_at)
        return (
            [session.exec(q.order_by(q.selected_columns[0])).all() for q in (talks, calls)],
            list(session.exec(filed.order_by(Sollicitation.code)).all()),
        )

    demo.load(session)
    with session.begin_nested() as first:
        load(session)
        before = drawn()
        first.rollback()
    session.expire_all()

    load(session)

    assert drawn() == before


def test_nothing_of_it_lies_in_the_future_or_is_older_than_a_year(year: Session) -> None:
    for moment in (Message.created_at, PhoneCall.began_at, Stretch.began_at, Stretch.ended_at):
        latest, earliest = year.exec(select(func.max(moment), func.min(moment))).one()
        assert latest <= NOW
        assert earliest > NOW - timedelta(days=367)
    assert year.exec(select(func.max(PhoneCall.ended_at))).one() <= NOW
    # The demonstration's own requests came through no door.
    filed = select(func.max(Sollicitation.updated_at)).where(
        col(Sollicitation.channel).is_not(None)
    )
    assert year.exec(filed).one() <= NOW


def test_requests_went_only_where_the_states_lead(year: Session) -> None:
    moves = select(SollicitationEvent).where(SollicitationEvent.kind == EventKind.STATE)

    for event in year.exec(moves):
        if event.from_state is not None:
            assert event.to_state in MOVES[RequestState(event.from_state)]
    every = year.exec(select(Sollicitation)).all()
    assert all(codes.parse(one.code) == one.code for one in every)
    assert len({one.state for one in every}) >= 4


def test_nothing_of_it_is_sent_to_anybody(year: Session) -> None:
    assert year.exec(select(func.count()).select_from(Sms)).one() == 0
    still = year.exec(
        select(Conversation).where(
            Conversation.channel == Channel.SMS, Conversation.state != State.CLOSED
        )
    ).all()
    assert still == []


def test_its_people_have_numbers_that_ring_nowhere(year: Session) -> None:
    found = year.exec(select(PhoneCall.phone).where(col(PhoneCall.phone).is_not(None))).all()
    people = year.exec(select(Person.phone).where(col(Person.reference).is_not(None))).all()

    assert all(str(phone).startswith("+3363998") for phone in (*found, *people))
    numbers = Counter(people)
    assert max(numbers.values()) == 1
    assert all(_FIRST_NUMBER <= int(str(p)) < _FIRST_NUMBER + _NUMBERS for p in people)
