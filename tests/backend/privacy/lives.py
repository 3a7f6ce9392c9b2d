"""Somebody who wrote, asked and telephoned, and what of them still stands in the database."""

from datetime import timedelta
from typing import Any

from sqlalchemy import text
from sqlmodel import Session

from backend.agents.models import Agent
from backend.calls.models import PhoneCall
from backend.conversations import service
from backend.conversations.models import Author, Conversation
from backend.conversations.writing import reply
from backend.db import UnitOfWork
from backend.handover import notes
from backend.outbox.models import Purpose
from backend.privacy.service import erase
from backend.replies import Act, Utterance
from backend.sollicitations import codes
from backend.sollicitations import service as sollicitations
from backend.sollicitations.models import Sollicitation
from backend.sollicitations.states import State as RequestState
from backend.tenants.models import Lease, Person, Residence
from tests.backend.conversations.people import KNOWS, NOW
from tests.backend.privacy.rows import NAME, PHONE

# However a table may write them: with accents or escaped, the number with its plus sign or not.
WORDS = ("nobie", "uilliou", "639980071", "hortensia", "appt 77", "REF-77")
TRACES = [*WORDS, *(word.encode().hex() for word in WORDS)]


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


def called(begin: UnitOfWork, landlord: str) -> None:
    """Somebody telephoned, and never wrote."""
    with begin() as session:
        session.add(PhoneCall(landlord=landlord, phone=PHONE, began_at=NOW))
