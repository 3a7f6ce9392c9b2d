"""Whose rows they are: everything that is tied to a person or to a telephone at one landlord's."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, or_
from sqlmodel import Session, col, func, select

from backend.appointments.models import HELD, LIVE, Appointment, CallBack
from backend.attachments.models import Attachment
from backend.conversations.models import Channel, Conversation, InboundSms, State
from backend.sollicitations.models import Sollicitation
from backend.sollicitations.states import State as RequestState
from backend.tenants.models import Person

_ENDED = (
    RequestState.DONE,
    RequestState.CLOSED,
    RequestState.CANCELLED,
    RequestState.MERGED,
)


@dataclass(frozen=True)
class Subject:
    """Who is meant: their file, their telephones, what they wrote and asked for."""

    landlord: str
    people: Sequence[Person] = ()
    phones: Sequence[str] = ()
    talks: Sequence[Conversation] = ()
    requests: Sequence[Sollicitation] = ()
    files: int = 0
    under_way: Mapping[str, int] = field(default_factory=dict)

    @property
    def shares_a_telephone(self) -> bool:
        """Whether a neighbour has the same telephone: what is written by it stays."""
        return any(one.phone and one.phone not in self.phones for one in self.people)

    @property
    def is_empty(self) -> bool:
        """Whether nothing is kept of them."""
        return not (self.people or self.talks or self.requests)


def people(session: Session, landlord: str, *, phone: str | None, reference: str) -> list[Person]:
    """Return the people of a landlord with a telephone, or with the reference of its software."""
    same = Person.phone == phone if phone else Person.reference == reference
    return list(session.exec(select(Person).where(Person.landlord == landlord, same)))


def telephones(session: Session, landlord: str, found: Sequence[Person]) -> list[str]:
    """Return the telephones that are these people's alone: what a neighbour shares stays theirs.

    Whoever has one at another landlord's is no neighbour, and not told of here.
    """
    numbers = [person.phone for person in found if person.phone]
    users = select(Person.phone, func.count()).where(
        Person.landlord == landlord, col(Person.phone).in_(numbers)
    )
    counted = dict(session.exec(users.group_by(col(Person.phone))).all())
    return [n for n in dict.fromkeys(numbers) if counted[n] == numbers.count(n)]


def talks(
    session: Session, landlord: str, persons: Sequence[int], phones: Sequence[str]
) -> list[Conversation]:
    """Return the conversations of a telephone, of who was recognised, and of a request's tenant."""
    asked = select(Sollicitation.conversation_id).where(
        _at(Sollicitation.landlord, landlord),
        or_(
            col(Sollicitation.person_id).in_(persons), col(Sollicitation.contact_phone).in_(phones)
        ),
    )
    query = select(Conversation).where(
        _at(Conversation.landlord, landlord),
        or_(
            (col(Conversation.channel) == Channel.SMS) & col(Conversation.contact).in_(phones),
            col(Conversation.person_id).in_(persons),
            # Of a telephone that a neighbour shares, what is written is not this person's alone.
            (col(Conversation.channel) == Channel.WEB) & col(Conversation.id).in_(asked),
        ),
    )
    return list(session.exec(query))


def requests(
    session: Session,
    landlord: str,
    persons: Sequence[int],
    phones: Sequence[str],
    talk_ids: Sequence[str],
) -> list[Sollicitation]:
    """Return what was asked by a person, from a telephone, or in their conversations."""
    query = select(Sollicitation).where(
        _at(Sollicitation.landlord, landlord),
        or_(
            col(Sollicitation.person_id).in_(persons),
            col(Sollicitation.contact_phone).in_(phones),
            col(Sollicitation.conversation_id).in_(talk_ids),
        ),
    )
    return list(session.exec(query))


def files(session: Session, talk_ids: Sequence[str], request_ids: Sequence[int]) -> int:
    """Return how many files came with what they wrote."""
    theirs = or_(
        col(Attachment.conversation_id).in_(talk_ids),
        col(Attachment.sollicitation_id).in_(request_ids),
    )
    return session.exec(select(func.count()).select_from(Attachment).where(theirs)).one()


def under_way(session: Session, subject: Subject) -> dict[str, int]:
    """Return what somebody still acts upon, counted by its kind."""
    ids, phones = [talk.id for talk in subject.talks], list(subject.phones)
    seats: list[ColumnElement[bool]] = [
        col(Appointment.conversation_id).in_(ids) | col(Appointment.phone).in_(phones),
        col(Appointment.landlord) == subject.landlord,
        col(Appointment.state).in_(HELD),
    ]
    calls: list[ColumnElement[bool]] = [
        col(CallBack.conversation_id).in_(ids) | col(CallBack.phone).in_(phones),
        col(CallBack.landlord) == subject.landlord,
        col(CallBack.state).in_(LIVE),
    ]
    unread = col(InboundSms.message)["sender"].astext.in_(phones)
    counted = {
        "messages": session.exec(select(func.count()).select_from(InboundSms).where(unread)).one(),
        "requests": sum(one.state not in _ENDED for one in subject.requests),
        "conversations": sum(t.state in (State.QUEUED, State.AGENT) for t in subject.talks),
        "appointments": session.exec(
            select(func.count()).select_from(Appointment).where(*seats)
        ).one(),
        "calls": session.exec(select(func.count()).select_from(CallBack).where(*calls)).one(),
    }
    return {kind: number for kind, number in counted.items() if number}


def _at(landlord: Any, wanted: str) -> ColumnElement[bool]:
    told: ColumnElement[bool] = or_(landlord.is_(None), landlord == wanted)
    return told
