"""The short dialogue's memory: what was asked last, what is known, what the choices mean."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session

from backend.appointments import queries
from backend.appointments.models import AppointmentTalk
from backend.appointments.service import Guest
from backend.conversations.models import Channel, Conversation
from backend.hearing.text import clean, fold
from backend.replies import Act, Button, Outcome, Utterance
from backend.sollicitations import service as sollicitations
from backend.tenants import service as tenants
from channels.errors import InvalidNumber
from channels.phone import normalise
from knowledge import Knowledge

Known = Mapping[str, Any]


@dataclass(frozen=True)
class Here:
    """One message of a conversation that is held, and what is known around it."""

    session: Session
    conversation: Conversation
    inbound: int
    text: str
    knowledge: Knowledge
    now: datetime

    @property
    def language(self) -> str:
        """The language that is spoken."""
        return self.conversation.language

    def phone(self) -> str | None:
        """Return the number under which somebody is reached: theirs, or the one of a request."""
        if self.conversation.channel is Channel.SMS:
            return self.conversation.contact
        for filed in sollicitations.for_conversation(self.session, self.conversation.id):
            with suppress(InvalidNumber):
                return normalise(filed.contact_phone or "")
        return None

    def agency(self) -> int | None:
        """Return the agency of somebody's lease, or of their last request."""
        person = tenants.by_phone(self.session, self.phone(), self.conversation.landlord)
        filed = sollicitations.for_conversation(self.session, self.conversation.id)
        own = tenants.agency_of(self.session, person)
        return own or next((one.agency_id for one in filed if one.agency_id), None)

    def guest(self, known: Known) -> Guest:
        """Return for whom something is booked."""
        phone = known.get("phone") or self.phone()
        person = tenants.by_phone(self.session, phone, self.conversation.landlord)
        return Guest(
            who=phone or self.conversation.contact,
            name=person.name if person else "",
            phone=phone,
            subject=known.get("subject", ""),
            language=self.language,
            conversation=self.conversation.id,
        )


def plain(text: str) -> str:
    """Return a choice as it is compared."""
    return fold(clean(text)).strip(" .!?")


def remember(
    session: Session,
    conversation_id: str,
    step: str,
    known: Known,
    choices: Mapping[str, Any],
    *,
    asked_by: int | None,
    message_id: int | None = None,
    now: datetime,
) -> None:
    """Keep what is asked now; choices are what a button sends, and their number."""
    kept = queries.talk(session, conversation_id)
    if kept is None:
        kept = AppointmentTalk(conversation_id=conversation_id, step=step, known={}, choices={})
    kept.step, kept.known, kept.asked_at = step, dict(known), now
    kept.choices = {plain(words): meant for words, meant in choices.items()}
    kept.choices |= {str(n): meant for n, meant in enumerate(choices.values(), 1)}
    kept.asked_by, kept.message_id = asked_by, message_id
    session.add(kept)


def asks(
    here: Here, step: str, known: Known, choices: Mapping[str, Any], said: Utterance
) -> Outcome:
    """Put a question, and keep what its answers mean."""
    remember(
        here.session,
        here.conversation.id,
        step,
        known,
        choices,
        asked_by=here.inbound,
        now=here.now,
    )
    return Outcome((said,))


def forget(here: Here) -> None:
    """Let the dialogue be over."""
    kept = queries.talk(here.session, here.conversation.id)
    if kept is not None:
        here.session.delete(kept)
        here.session.flush()


def say(response: str, *buttons: Button, act: Act = Act.CLARIFY, **values: Any) -> Outcome:
    """Return an outcome of one utterance."""
    return Outcome((Utterance(act, response, values, buttons=buttons),))
