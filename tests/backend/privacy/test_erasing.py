"""Who is erased leaves no word behind, in any table; what is counted stays, and so does STOP."""

import itertools
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text
from sqlmodel import Session, col, select

from backend.agents.models import Agent, Role
from backend.appointments.models import Appointment
from backend.appointments.models import State as Seat
from backend.audit.models import AuditLine
from backend.calls.models import PhoneCall
from backend.conversations import ownership, service
from backend.conversations.models import Author, Channel, Conversation, Message, State
from backend.conversations.writing import reply
from backend.db import UnitOfWork
from backend.handover import notes
from backend.outbox import service as outbox
from backend.outbox.models import OptOut, Purpose, Sms, SmsState
from backend.privacy import tables
from backend.privacy.errors import NobodyFound, SharedTelephone, StillUnderWay
from backend.privacy.service import erase, find
from backend.replies import Act, Utterance
from backend.sollicitations import codes
from backend.sollicitations import service as sollicitations
from backend.sollicitations.models import Sollicitation, SollicitationEvent
from backend.sollicitations.states import State as RequestState
from backend.tenants.models import Lease, Person, Residence
from tests.backend.conversations.people import KNOWS, NOW
from tests.backend.privacy.rows import NAME, PHONE, filled

NEIGHBOUR = "+33639980072"
# However a table may write them: with accents or escaped, the number with its plus sign or not.
WORDS = ("nobie", "uilliou", "639980071", "hortensia", "appt 77", "REF-77")
TRACES = [*WORDS, *(word.encode().hex() for word in WORDS)]
TEXTS = ("text", "character varying", "jsonb", "bytea", "ARRAY")


@pytest.fixture
def by(begin: UnitOfWork) -> Agent:
    chef = Agent(
        login="chef", name="Chef", password_hash="", role=Role.SUPERVISOR, landlord="office64"
    )
    with begin() as session:
        session.add(chef)
    return chef


def tenant(session: Session, phone: str | None = PHONE, *, name: str = NAME) -> Person:
    home = Residence(landlord="office64", name="R", address="1 rue du Port", commune="Pau")
    session.add(home)
    session.flush()
    made = Person(
        landlord="office64",
        residence_id=home.id,
        name=name,
        phone=phone,
        dwelling="appt 77",
        reference="REF-77" if name == NAME else "REF-78",
    )
    session.add(made)
    session.flush()
    lease = f"lease of {made.reference}"
    session.add(
        Lease(landlord="office64", reference=lease, person_id=made.id or 0, kind="dwelling")
    )
    return made


def request(session: Session, **given: Any) -> Sollicitation:
    filed = Sollicitation(
        **{
            "code": codes.draw(),
            "landlord": "office64",
            "category": "plomberie",
            "description": "Ma fille Zénobie a une fuite, l'hortensia est mouillé",
            "address": "1 rue du Port, appt 77",
            "availability": "demandez Mme Quilliou",
            "details": {"where": "chez Zénobie"},
            "contact_name": NAME,
            "contact_phone": PHONE,
            "state": RequestState.CLOSED,
            "opened_at": NOW,
            "updated_at": NOW,
            **given,
        }
    )
    session.add(filed)
    session.flush()
    return filed


def life(begin: UnitOfWork, by: Agent) -> tuple[str, str]:
    """Somebody who wrote on both doors and asked for something; the conversations' ids."""
    with begin() as session:
        person = tenant(session)
        telephone = service.open_sms(session, contact=PHONE, landlord="office64", now=NOW)
        web = service.open_web(session, landlord="office64", language="fr", now=NOW)[0]
        web.person_id = person.id
        ids = telephone.id, web.id
    words = f"je suis {NAME}, {PHONE}, mon hortensia est mouillé"
    for number, talk in enumerate(ids):
        with begin() as session:
            service.receive(
                session, talk, words, provider_id=f"SM{number}", client_id="c", knows=KNOWS, now=NOW
            )
    with begin() as session:
        for talk in ids:
            found = session.get_one(Conversation, talk)
            said = [Utterance(Act.ANSWER, text=f"Bonjour {NAME}")]
            reply(
                session, found, said, author=Author.BOT, inbound_id=None,
                purpose=Purpose.REPLY, now=NOW,
            )  # fmt: skip
            notes.write(session, found, f"{NAME} est pressée", agent_id=by.id or 0, now=NOW)
        filed = request(
            session, conversation_id=ids[0], person_id=person.id, state=RequestState.RECEIVED
        )
        sollicitations.correct(
            session, filed.id or 0, by="chef", now=NOW, address="2 rue de l'hortensia", note=NAME
        )
    with begin() as session:
        session.get_one(Sollicitation, filed.id).state = RequestState.CLOSED
    return ids


def left(begin: UnitOfWork) -> set[str]:
    """The tables in which something of the person still stands, in any column."""
    seek = " OR ".join(f"strpos(row::text, :t{n}) > 0" for n in range(len(TRACES)))
    every = "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
    traces = {f"t{n}": trace for n, trace in enumerate(TRACES)}
    with begin() as session:
        return {
            table
            for table in session.execute(text(every)).scalars().all()
            if session.execute(
                text(f'SELECT EXISTS (SELECT FROM "{table}" row WHERE {seek})'),  # noqa: S608
                traces,
            ).scalar_one()
        }


def forget(begin: UnitOfWork, by: Agent, who: str = PHONE) -> None:
    with begin() as session:
        erase(session, "office64", who, by=by, now=NOW + timedelta(days=1))


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


def test_a_neighbour_keeps_every_word(begin: UnitOfWork, by: Agent) -> None:
    life(begin, by)
    with begin() as session:
        other = tenant(session, NEIGHBOUR, name="Paul Voisin")
        talk = service.open_sms(session, contact=NEIGHBOUR, landlord="office64", now=NOW)
        service.receive(session, talk.id, "ma fuite", provider_id="SM9", knows=KNOWS, now=NOW)
        mine = request(
            session, contact_phone=NEIGHBOUR, contact_name="Paul Voisin",
            description="ma fuite", address="1 rue du Port", details=None, availability=None,
        )  # fmt: skip

    forget(begin, by)

    with begin() as session:
        assert session.get_one(Person, other.id).name == "Paul Voisin"
        assert session.get_one(Conversation, talk.id).contact == NEIGHBOUR
        assert session.get_one(Sollicitation, mine.id).description == "ma fuite"
        assert "ma fuite" in session.exec(select(Message.text)).all()


def test_the_code_of_an_erased_request_is_as_unknown_as_any(begin: UnitOfWork, by: Agent) -> None:
    life(begin, by)
    with begin() as session:
        code = session.exec(select(Sollicitation.code)).one()
        assert sollicitations.public_view(session, code)

    forget(begin, by)

    with begin() as session:
        with pytest.raises(sollicitations.SollicitationNotFound):
            sollicitations.public_view(session, code)


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


def test_of_a_telephone_that_two_share_only_a_reference_says_who_is_meant(
    begin: UnitOfWork, by: Agent
) -> None:
    life(begin, by)
    with begin() as session:
        tenant(session, PHONE, name="Paul Voisin")

    with pytest.raises(SharedTelephone):
        forget(begin, by, PHONE)
    with begin() as session:
        assert find(session, "office64", "REF-77").shares_a_telephone
    forget(begin, by, "REF-77")

    with begin() as session:
        assert session.exec(select(Person.name).order_by(Person.name)).all() == ["", "Paul Voisin"]
        shared = select(Message.text).where(Message.channel == Channel.SMS)
        assert f"Bonjour {NAME}" in session.exec(shared).all()


def test_who_has_no_file_is_found_by_the_telephone(begin: UnitOfWork, by: Agent) -> None:
    with begin() as session:
        talk = service.open_sms(session, contact=PHONE, landlord="office64", now=NOW)
        service.receive(session, talk.id, NAME, provider_id="SM1", knows=KNOWS, now=NOW)

    forget(begin, by)

    assert left(begin) == set()


@pytest.mark.parametrize("who", ["", "REF-99", "+33639980099", "' OR 1=1 --"])
def test_nobody_is_erased_by_a_word_that_is_nobodys(begin: UnitOfWork, by: Agent, who: str) -> None:
    life(begin, by)

    with pytest.raises(NobodyFound):
        forget(begin, by, who)


def test_another_landlords_tenant_is_nobody(begin: UnitOfWork, by: Agent) -> None:
    life(begin, by)

    with begin() as session, pytest.raises(NobodyFound):
        erase(session, "rochefort", PHONE, by=by, now=NOW)

    assert left(begin)


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


def test_no_column_that_could_hold_words_is_forgotten(session: Session) -> None:
    columns = session.execute(
        text(
            "SELECT table_name, column_name FROM information_schema.columns"
            " WHERE table_schema = 'public' AND data_type = ANY(:texts)"
        ),
        {"texts": list(TEXTS)},
    ).all()

    forgotten = [
        f"{table}.{column}"
        for table, column in columns
        if table not in tables.APART
        and not (table in tables.ERASED and not tables.ERASED[table].columns)
        and column not in getattr(tables.ERASED.get(table), "columns", {})
        and column not in {*tables.KEPT.get(table, ()), *tables.KEPT_EVERYWHERE}
    ]

    assert forgotten == []


def test_every_table_lets_go_of_who_is_erased(begin: UnitOfWork, by: Agent) -> None:
    ids = life(begin, by)
    numbers = itertools.count(1000)
    first = ["attachment", "work_order", "campaign_case", "interview"]
    others = [t for t in tables.ERASED if t not in (*first, "person", "lease", "incident")]
    with begin() as session:
        session.execute(text("SET LOCAL session_replication_role = replica"))
        filed = session.exec(select(Sollicitation)).one()
        known = {
            "talk": ids[0],
            "request": filed.id,
            "code": filed.code,
            "agent": by.id,
            "person": session.exec(select(Person.id)).one(),
            "message": session.exec(select(Message.id).limit(1)).one(),
        }
        for table in [*first, *others]:
            if table not in ("conversation", "message", "sollicitation"):
                filled(session, table, known, numbers)
    before = left(begin)

    forget(begin, by)

    assert set(others) - before <= {"deposit_link", "work_link", "interview", "notice_preference"}
    assert left(begin) == set()


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


def called(begin: UnitOfWork, landlord: str) -> None:
    """Somebody telephoned, and never wrote."""
    with begin() as session:
        session.add(PhoneCall(landlord=landlord, phone=PHONE, began_at=NOW))


def test_who_only_telephoned_is_found_and_the_call_is_still_counted(
    begin: UnitOfWork, by: Agent
) -> None:
    called(begin, "office64")

    forget(begin, by)

    with begin() as session:
        assert session.exec(select(PhoneCall.phone)).all() == [None]


def test_what_another_landlord_keeps_of_the_same_telephone_stays_and_is_not_told(
    begin: UnitOfWork, by: Agent
) -> None:
    called(begin, "rochefort")
    with begin() as session:
        talk = service.open_sms(session, contact=PHONE, landlord="rochefort", now=NOW)
        service.receive(session, talk.id, NAME, provider_id="SM1", knows=KNOWS, now=NOW)
        found = session.get_one(Conversation, talk.id)
        said = [Utterance(Act.ANSWER, text="Bonjour")]
        reply(
            session, found, said, author=Author.BOT, inbound_id=None,
            purpose=Purpose.REPLY, now=NOW,
        )  # fmt: skip

    with pytest.raises(NobodyFound):
        forget(begin, by)
    called(begin, "office64")
    forget(begin, by)

    with begin() as session:
        calls = select(PhoneCall.phone).order_by(col(PhoneCall.landlord))
        assert session.exec(calls).all() == [None, PHONE]
        assert session.exec(select(Sms.body)).one()
        assert session.get_one(Conversation, talk.id).contact == PHONE
