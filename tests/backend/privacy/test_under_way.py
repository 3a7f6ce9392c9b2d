"""Who is still acted for is not erased: that is ended first, and nothing was changed."""

import itertools

import pytest
from sqlalchemy import text
from sqlmodel import select

from backend.agents.models import Agent
from backend.appointments.models import Appointment
from backend.appointments.models import State as Seat
from backend.conversations import ownership
from backend.conversations.models import Channel, Conversation, InboundSms
from backend.db import UnitOfWork
from backend.privacy.errors import StillUnderWay
from backend.sollicitations.models import Sollicitation
from backend.sollicitations.states import State as RequestState
from tests.backend.conversations.people import NOW
from tests.backend.privacy.lives import forget, left, life
from tests.backend.privacy.rows import PHONE, filled


def test_who_is_waited_for_is_not_erased_and_nothing_is_changed(
    begin: UnitOfWork, by: Agent
) -> None:
    life(begin, by)
    with begin() as session:
        session.exec(select(Sollicitation)).one().state = RequestState.IN_PROGRESS
        web = session.exec(select(Conversation).where(Conversation.channel == Channel.WEB)).one()
        ownership.enqueue(session, web, reason="asked", now=NOW)
    before = left(begin)

    with pytest.raises(StillUnderWay) as refused:
        forget(begin, by)

    assert refused.value.data == {"under_way": {"requests": 1, "conversations": 1}}
    assert left(begin) == before


def test_an_sms_that_nobody_has_read_yet_is_read_first(begin: UnitOfWork, by: Agent) -> None:
    life(begin, by)
    with begin() as session:
        session.add(InboundSms(provider_id="SM9", message={"sender": PHONE}, received_at=NOW))

    with pytest.raises(StillUnderWay) as refused:
        forget(begin, by)

    assert refused.value.data == {"under_way": {"messages": 1}}


def test_an_appointment_to_come_is_ended_first(begin: UnitOfWork, by: Agent) -> None:
    ids = life(begin, by)
    numbers = itertools.count(1000)
    with begin() as session:
        session.execute(text("SET LOCAL session_replication_role = replica"))
        filled(session, "appointment", {"talk": ids[0]}, numbers)
        session.exec(select(Appointment)).one().state = Seat.BOOKED

    with pytest.raises(StillUnderWay) as refused:
        forget(begin, by)

    assert refused.value.data == {"under_way": {"appointments": 1}}
