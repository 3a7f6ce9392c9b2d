"""Who is erased leaves no word behind; what is counted stays, and so does STOP."""

import pytest
from sqlalchemy import text
from sqlmodel import col, select

from backend.agents.models import Agent
from backend.audit.models import AuditLine
from backend.conversations.models import Conversation, Message, State
from backend.db import UnitOfWork
from backend.outbox import service as outbox
from backend.outbox.models import OptOut, Sms, SmsState
from backend.privacy.service import erase
from backend.sollicitations import service as sollicitations
from backend.sollicitations.models import Sollicitation, SollicitationEvent
from tests.backend.conversations.people import NOW
from tests.backend.privacy.lives import forget, left, life
from tests.backend.privacy.rows import NAME, PHONE


@pytest.mark.parametrize("who", [PHONE, "06 39 98 00 71", "REF-77"])
def test_nothing_of_who_is_erased_is_left_in_any_table(
    begin: UnitOfWork, by: Agent, who: str
) -> None:
    life(begin, by)
    before = left(begin)

    forget(begin, by, who)

    assert {"message", "sms", "person", "sollicitation", "sollicitation_event"} <= before
    assert left(begin) == set()


def test_what_is_counted_stays(begin: UnitOfWork, by: Agent) -> None:
    ids = life(begin, by)
    with begin() as session:
        said = len(session.exec(select(Message)).all())

    forget(begin, by)

    with begin() as session:
        [filed] = session.exec(select(Sollicitation))
        talks = session.exec(select(Conversation).order_by(col(Conversation.opened_at)))
        acts = {(m.reply or {}).get("act") for m in session.exec(select(Message))}
        assert (filed.category, filed.state, filed.opened_at) == ("plomberie", "closed", NOW)
        assert session.exec(select(SollicitationEvent.kind)).all() == ["address"]
        assert {(one.id, one.state) for one in talks} == {(one, State.CLOSED) for one in ids}
        assert len(session.exec(select(Message)).all()) == said
        assert acts == {None, "answer"}


def test_who_erased_is_written_down_and_not_whom(begin: UnitOfWork, by: Agent) -> None:
    life(begin, by)

    forget(begin, by)

    with begin() as session:
        [line] = session.exec(select(AuditLine))
    assert (line.by, line.what, line.landlord) == ("chef", "person-erased", "office64")
    assert line.new == {"conversations": 2, "requests": 1, "files": 0}


def test_stop_still_holds_for_who_is_erased(begin: UnitOfWork, by: Agent) -> None:
    life(begin, by)
    with begin() as session:
        outbox.opt_out(
            session, channel="sms", contact=PHONE, scope=outbox.EVERYTHING, words=f"stop {NAME}"
        )

    forget(begin, by)

    with begin() as session:
        assert session.exec(select(OptOut)).one().contact.startswith("hash:")
        assert outbox.is_opted_out(session, channel="sms", contact=PHONE)
    assert left(begin) == set()


def test_what_waits_to_leave_does_not_leave_any_more(begin: UnitOfWork, by: Agent) -> None:
    life(begin, by)

    forget(begin, by)

    with begin() as session:
        assert set(session.exec(select(Sms.state))) == {SmsState.SUPPRESSED}
        kept = session.execute(text("SELECT lock FROM procrastinate_jobs")).scalars().all()
    assert not [lock for lock in kept if PHONE in (lock or "")]


def test_the_code_of_an_erased_request_is_as_unknown_as_any(begin: UnitOfWork, by: Agent) -> None:
    life(begin, by)
    with begin() as session:
        code = session.exec(select(Sollicitation.code)).one()
        assert sollicitations.public_view(session, code)

    forget(begin, by)

    with begin() as session:
        with pytest.raises(sollicitations.SollicitationNotFound):
            sollicitations.public_view(session, code)


def test_what_rasa_remembers_goes_too(begin: UnitOfWork, by: Agent) -> None:
    ids = life(begin, by)

    with begin() as session:
        session.execute(text("CREATE SCHEMA IF NOT EXISTS rasa"))
        session.execute(text("CREATE TABLE IF NOT EXISTS rasa.events (id int, sender_id varchar)"))
        for number, sender in enumerate([*ids, "another"]):
            session.execute(
                text("INSERT INTO rasa.events (id, sender_id) VALUES (:id, :sender)"),
                {"id": number, "sender": sender},
            )
        erase(session, "office64", PHONE, by=by, now=NOW)
        kept = session.execute(text("SELECT sender_id FROM rasa.events")).scalars().all()
        session.rollback()

    assert kept == ["another"]
