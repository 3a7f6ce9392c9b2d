"""What is told without being asked: the reminder, a cancellation, a call without an answer."""

import asyncio
from datetime import datetime, timedelta

import pytest
from sqlmodel import col, select

from backend.appointments import calls, notices, service
from backend.appointments.errors import NotYourCall
from backend.appointments.models import Appointment, CallBack, CallState, State
from backend.appointments.reminders import Reminders
from backend.appointments.service import Guest
from backend.appointments.slots import windows
from backend.conversations.models import Conversation, Message
from backend.db import UnitOfWork
from backend.notices.models import Way
from backend.notices.preferences import prefer, wants_none
from backend.outbox.models import Purpose, Sms
from backend.sollicitations.models import Sollicitation
from backend.tenants.models import Person
from knowledge.hours import PARIS
from tests.backend.appointments.people import (
    KNOWLEDGE,
    LEASE,
    PHONE,
    Talker,
    agency,
    book,
    buttons,
    first_free,
)
from tests.backend.conversations.people import NOW
from tests.backend.conversations.people import agent as an_agent

LATER = NOW + timedelta(days=7)


def booked_later(begin: UnitOfWork, **given: str) -> Appointment:
    with begin() as session:
        here = agency(session)
        at = next(m for m in first_free(session, here, 100) if m > LATER)
        return book(session, here, at, **given)


def remind(begin: UnitOfWork, one: Appointment, at: datetime) -> list[Sms]:
    asyncio.run(Reminders(begin, clock=lambda: at, wants_none=wants_none).job(one.id or 0))
    with begin() as session:
        return list(session.exec(select(Sms).order_by("id")))


def reminder_of(one: Appointment) -> datetime:
    assert one.remind_at is not None
    return one.remind_at


def test_a_reminder_leaves_once_by_sms_in_notice_hours(begin: UnitOfWork) -> None:
    made = booked_later(begin)
    at = reminder_of(made)

    [sent] = remind(begin, made, at)
    assert len(remind(begin, made, at)) == 1
    assert sent.purpose is Purpose.NOTICE
    assert made.code in sent.body
    assert sent.to == PHONE


def test_too_early_cancelled_or_over_nobody_is_reminded(begin: UnitOfWork) -> None:
    made = booked_later(begin)

    assert remind(begin, made, reminder_of(made) - timedelta(minutes=1)) == []
    assert remind(begin, made, made.starts_at) == []
    with begin() as session:
        service.cancel(session, session.get_one(Appointment, made.id), by="agent", now=NOW)
    assert remind(begin, made, reminder_of(made)) == []


def test_who_wants_no_news_is_not_reminded(begin: UnitOfWork) -> None:
    made = booked_later(begin)
    with begin() as session:
        person = Person(landlord="office64", name="Ana Pereira", phone=PHONE)
        session.add(person)
        session.flush()
        filed = Sollicitation(person_id=person.id, code="x", category="bail")
        prefer(session, filed, Way.NONE, by="tenant", now=NOW)

    assert remind(begin, made, reminder_of(made)) == []


def test_a_moved_appointment_is_reminded_at_its_new_time_only(begin: UnitOfWork) -> None:
    made = booked_later(begin)
    before = reminder_of(made)
    with begin() as session:
        held = session.get_one(Appointment, made.id)
        at = next(m for m in first_free(session, made.agency_id, 200) if m > LATER + timedelta(4))
        moved = service.move(session, held, at, knowledge=KNOWLEDGE, now=NOW)

    assert remind(begin, moved, before) == []
    assert len(remind(begin, moved, reminder_of(moved))) == 1


def test_the_answer_to_a_reminder_cancels_or_moves_or_thanks(begin: UnitOfWork) -> None:
    made = booked_later(begin)
    talker = Talker(begin)
    talker.at = reminder_of(made)
    remind(begin, made, talker.at)

    assert "attend" in talker.say("Je viens")["text"]
    with begin() as session:
        session.get_one(Appointment, made.id).reminded_at = None
    remind(begin, made, talker.at + timedelta(minutes=5))
    talker.at += timedelta(minutes=5)
    assert "Annuler" in talker.say("annuler le rendez-vous")["text"]
    talker.say("oui")

    with begin() as session:
        assert session.get_one(Appointment, made.id).state is State.CANCELLED


def test_in_the_chat_the_reminder_is_a_message_there(begin: UnitOfWork) -> None:
    talker = Talker(begin, sms=False)
    with begin() as session:
        here = agency(session)
        at = next(m for m in first_free(session, here, 100) if m > LATER)
        guest = Guest(who=talker.id, conversation=talker.id)
        made = service.book(session, LEASE, here, at, guest, knowledge=KNOWLEDGE, now=NOW)

    assert remind(begin, made, reminder_of(made)) == []
    with begin() as session:
        [said] = session.exec(select(Message).where(Message.conversation_id == talker.id))
    assert made.code in said.text


def test_an_agency_that_cancels_proposes_other_moments_and_one_is_taken(
    begin: UnitOfWork,
) -> None:
    made = booked_later(begin)
    with begin() as session:
        one = session.get_one(Appointment, made.id)
        assert notices.cancel(session, one, by="agent", knowledge=KNOWLEDGE, now=NOW)
    talker = Talker(begin)

    told = talker.say("2")

    assert "RDV-" in told["text"]
    with begin() as session:
        states = [a.state for a in session.exec(select(Appointment).order_by("id"))]
    assert states == [State.CANCELLED, State.BOOKED]


def test_who_wants_no_news_is_told_all_the_same_that_an_agency_cancels(
    begin: UnitOfWork,
) -> None:
    made = booked_later(begin)
    with begin() as session:
        person = Person(landlord="office64", name="Ana Pereira", phone=PHONE)
        session.add(person)
        session.flush()
        filed = Sollicitation(person_id=person.id, code="x", category="bail")
        prefer(session, filed, Way.NONE, by="tenant", now=NOW)
        one = session.get_one(Appointment, made.id)

        assert notices.cancel(session, one, by="agent", knowledge=KNOWLEDGE, now=NOW)

    with begin() as session:
        assert [sms.to for sms in session.exec(select(Sms))] == [PHONE]


def test_who_cannot_be_written_to_is_cancelled_all_the_same(begin: UnitOfWork) -> None:
    with begin() as session:
        here = agency(session)
        made = book(session, here, first_free(session, here)[0], "sans téléphone")
        told = notices.cancel(session, made, by="agent", knowledge=KNOWLEDGE, now=NOW)

    assert not told
    assert made.state is State.CANCELLED


OURS = col(CallBack.landlord) == "office64"


@pytest.fixture
def waiting(begin: UnitOfWork) -> CallBack:
    with begin() as session:
        window = next(windows(KNOWLEDGE, LEASE.hours, now=NOW))
        guest = Guest(who=PHONE, phone=PHONE)
        return calls.ask(session, "office64", None, window, guest, now=NOW)


def tried(begin: UnitOfWork, one: CallBack, by: int, at: datetime, *, answered: bool) -> CallBack:
    with begin() as session:
        made = calls.attempt(
            session,
            OURS,
            one.id or 0,
            agent_id=by,
            answered=answered,
            knowledge=KNOWLEDGE,
            now=at,
        )
        if not answered:
            notices.unanswered(session, made, now=at)
    return made


def test_three_calls_at_different_hours_go_unanswered_and_the_tenant_is_told_each_time(
    begin: UnitOfWork, waiting: CallBack
) -> None:
    with begin() as session:
        who = an_agent(session)
    first = tried(begin, waiting, who, NOW, answered=False)
    second = tried(begin, waiting, who, first.opens_at or NOW, answered=False)
    third = tried(begin, waiting, who, second.opens_at or NOW, answered=False)

    assert (first.state, second.state, third.state) == (
        CallState.OPEN,
        CallState.OPEN,
        CallState.UNREACHED,
    )
    hours = {(at or NOW).astimezone(PARIS).hour for at in (first.opens_at, second.opens_at)}
    assert hours == {8, 13}
    with begin() as session:
        bodies = [sms.body for sms in session.exec(select(Sms).order_by("id"))]
    assert len(bodies) == 3
    assert "rappelez-moi" in bodies[-1]


def test_a_colleague_does_not_take_a_claimed_call(begin: UnitOfWork, waiting: CallBack) -> None:
    with begin() as session:
        mine, theirs = an_agent(session), an_agent(session, login="other")
        calls.claim(session, OURS, waiting.id or 0, agent_id=mine)
    with pytest.raises(NotYourCall), begin() as session:
        calls.claim(session, OURS, waiting.id or 0, agent_id=theirs)
    with pytest.raises(NotYourCall), begin() as session:
        calls.claim(session, col(CallBack.landlord) == "rochefort", waiting.id or 0, agent_id=mine)

    assert tried(begin, waiting, mine, NOW, answered=True).state is CallState.DONE
    with begin() as session:
        assert session.exec(select(Conversation)).all() == []
        assert list(calls.listed(session, OURS)) == []


def test_buttons_of_a_proposal_are_moments(begin: UnitOfWork) -> None:
    made = booked_later(begin)
    with begin() as session:
        one = session.get_one(Appointment, made.id)
        notices.cancel(session, one, by="agent", knowledge=KNOWLEDGE, now=NOW)
    with begin() as session:
        said = session.exec(select(Message)).all()[-1]
    assert len(buttons(said.reply or {})) == 4
