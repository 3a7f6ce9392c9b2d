"""Agencies, tenants and what they say, for the tests of appointments."""

from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session

from backend.agents.models import Agency
from backend.appointments import service
from backend.appointments.hearing import Appointments
from backend.appointments.models import Appointment
from backend.appointments.offers import Offer, offers
from backend.appointments.service import Guest
from backend.conversations import service as conversations
from backend.conversations.models import Conversation
from backend.db import UnitOfWork
from backend.replies import Turn
from backend.tenants.models import Person, Residence
from tests.backend.conversations.people import KNOWS, NOW
from tests.shipped import edition

LIBRARY = edition()
KNOWLEDGE = LIBRARY.knowledge
LEASE: Offer = offers("office64")["lease"]
PHONE = "+33639980042"


def agency(session: Session, name: str = "Béarn", landlord: str = "office64") -> int:
    """An agency, with a residence in Pau."""
    made = Agency(landlord=landlord, name=name)
    session.add(made)
    session.flush()
    return made.id or 0


def tenant(session: Session, agency_id: int, *, phone: str = PHONE) -> None:
    """Somebody who is known by their telephone, in a residence of the agency."""
    home = Residence(
        landlord="office64", agency_id=agency_id, name="R", address="1 rue du Port", commune="Pau"
    )
    session.add(home)
    session.flush()
    session.add(Person(landlord="office64", residence_id=home.id, name="Ana Pereira", phone=phone))


def first_free(session: Session, agency_id: int, count: int = 1, **given: Any) -> list[datetime]:
    """The first moments that are free."""
    offer, now = given.get("offer", LEASE), given.get("now", NOW)
    free = service.free(session, offer, agency_id, knowledge=KNOWLEDGE, now=now)
    return [moment for _, moment in zip(range(count), free, strict=False)]


def book(
    session: Session, agency_id: int, at: datetime, who: str = PHONE, **given: Any
) -> Appointment:
    """Book as a tenant."""
    offer, now = given.pop("offer", LEASE), given.pop("now", NOW)
    guest = Guest(who=who, phone=who if who.startswith("+") else None, **given)
    return service.book(session, offer, agency_id, at, guest, knowledge=KNOWLEDGE, now=now)


class Talker:
    """Somebody who speaks of appointments; `wish` is what the bot would have understood."""

    def __init__(self, begin: UnitOfWork, *, sms: bool = True, landlord: str | None = "office64"):
        self.begin, self.at = begin, NOW
        self.reader = Appointments(LIBRARY)
        self._said = 0
        with begin() as session:
            if sms:
                talk = conversations.open_sms(session, contact=PHONE, landlord=landlord, now=NOW)
            else:
                talk = conversations.open_web(session, landlord=landlord, language="fr", now=NOW)[0]
            self.id = talk.id

    def say(self, text: str, wish: str = "") -> dict[str, Any]:
        """Say something; return what is replied, empty where it is left to the bot."""
        self._said += 1
        self.at += timedelta(seconds=10)
        with self.begin() as session:
            received = conversations.receive(
                session,
                self.id,
                text,
                provider_id=f"{self.id}:{self._said}",
                knows=KNOWS,
                readers=(self.reader,),
                lease_for=timedelta(seconds=20),
                now=self.at,
            )
        if not received.awaits_turn:
            with self.begin() as session:
                answered = conversations.answer_to(session, received.inbound_id)
            return dict(answered.replies[0]) if answered and answered.replies else {}
        return self._by_the_bot(received, wish)

    def _by_the_bot(self, received: conversations.Received, wish: str) -> dict[str, Any]:
        leased = received.leased
        assert leased is not None
        with self.begin() as session:
            found = self._served(session, leased.turn, wish) if wish else None
            outcome = found or conversations.speechless()
            answered = conversations.settle(session, leased, outcome, now=self.at)
        return dict(answered.replies[0]) if wish and found and answered else {}

    def _served(self, session: Session, turn: Turn, wish: str) -> Any:
        return self.reader.open_from(session, turn, wish=wish, now=self.at)

    def conversation(self) -> Conversation:
        with self.begin() as session:
            return session.get_one(Conversation, self.id)


def buttons(reply: dict[str, Any]) -> list[str]:
    """What the buttons of a reply send."""
    return [button["payload"] for button in reply["buttons"]]
