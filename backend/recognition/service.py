"""Recognising who writes: the telephone that an SMS comes from, or a name with what goes with it.

Never more is said than the street, which the person confirms. The functions never commit.
"""

from datetime import datetime

from sqlmodel import Session

from backend.conversations.models import Channel, Conversation
from backend.errors import TooManyRequests
from backend.recognition.telling import Claim, names_in
from backend.tenants import places
from backend.tenants import service as tenants
from backend.tenants.models import Person, Residence
from backend.tracking import service as tracking
from backend.tracking.service import Tries


def recognised(session: Session, conversation_id: str) -> Person | None:
    """Return who writes in a conversation, where it is known."""
    conversation = session.get_one(Conversation, conversation_id)
    if conversation.person_id is not None:
        return session.get(Person, conversation.person_id)
    if conversation.channel is Channel.SMS:
        return tenants.by_phone(session, conversation.contact, conversation.landlord)
    return None


def check(
    session: Session, conversation: Conversation, claim: Claim, tries: Tries, *, now: datetime
) -> None:
    """Note who somebody is by what they claim; wrong, unknown and too many tries leave no trace.

    Tries are counted for the conversation and for the names, whoever gives them.
    """
    named = "person " + " ".join(sorted(claim.names))
    try:
        tracking.count_try(session, tries, named, conversation.id, now)
    except TooManyRequests:
        return
    found = [
        one
        for one in tenants.who_may_be(
            session, conversation.landlord, digits=claim.digits, day=claim.day
        )
        if names_in(one.name) & claim.names
    ]
    if len(found) == 1:
        conversation.person_id = found[0].id


def street_of(session: Session, person: Person | None) -> str | None:
    """Return the street that somebody lives in, without its number: all that is ever said."""
    home = tenants.residence_of(session, person)
    return places.street_of(home.address) if home else None


def address_of(session: Session, person: Person) -> str:
    """Return where somebody lives, for the record only: never for a reply."""
    home: Residence | None = tenants.residence_of(session, person)
    told = (home.address, home.commune, person.dwelling) if home else ()
    return ", ".join(part for part in told if part)
