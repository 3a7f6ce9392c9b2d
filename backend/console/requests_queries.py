"""What the console reads of the requests: only what the agent's landlord may see."""

from collections.abc import Collection, Sequence

from sqlalchemy import ColumnElement, or_
from sqlmodel import Session, col, select

from backend.agents.models import Agent, Role
from backend.attachments.models import Attachment
from backend.conversations.models import Channel, Conversation
from backend.sollicitations.models import Sollicitation
from backend.sollicitations.service import SollicitationNotFound

_BESIDE = 20


def of_landlord(landlord: str) -> ColumnElement[bool]:
    """Tell which requests an agent of a landlord may see."""
    known = col(Sollicitation.landlord)
    return or_(known == landlord, known.is_(None))


def request(session: Session, landlord: str, sollicitation_id: int) -> Sollicitation:
    """Return a request that the landlord may see.

    Raises SollicitationNotFound for another landlord's as for an unknown one.
    """
    query = select(Sollicitation).where(Sollicitation.id == sollicitation_id, of_landlord(landlord))
    found = session.exec(query).first()
    if found is None:
        raise SollicitationNotFound
    return found


def by_codes(session: Session, landlord: str, codes: Collection[str]) -> Sequence[Sollicitation]:
    """Return the requests of some codes that the landlord may see."""
    query = select(Sollicitation).where(col(Sollicitation.code).in_(codes), of_landlord(landlord))
    return session.exec(query.order_by(col(Sollicitation.id))).all()


def beside(session: Session, landlord: str, conversation: Conversation) -> Sequence[Sollicitation]:
    """Return the requests of a conversation and of the same person, newest first."""
    same = [col(Sollicitation.conversation_id) == conversation.id]
    filed = select(Sollicitation).where(Sollicitation.conversation_id == conversation.id)
    own = session.exec(filed).all()
    phones = {s.contact_phone for s in own if s.contact_phone}
    if conversation.channel is Channel.SMS:
        phones.add(conversation.contact)
    people = {s.person_id for s in own if s.person_id}
    if phones:
        same.append(col(Sollicitation.contact_phone).in_(phones))
    if people:
        same.append(col(Sollicitation.person_id).in_(people))
    query = select(Sollicitation).where(of_landlord(landlord), or_(*same))
    return session.exec(query.order_by(col(Sollicitation.id).desc()).limit(_BESIDE)).all()


def of_number(session: Session, landlord: str, phone: str) -> Sequence[Sollicitation]:
    """Return the newest requests that name a telephone, and that the landlord may see."""
    query = select(Sollicitation).where(of_landlord(landlord), Sollicitation.contact_phone == phone)
    return session.exec(query.order_by(col(Sollicitation.id).desc()).limit(_BESIDE)).all()


def is_served(session: Session, agent: Agent, file: Attachment) -> bool:
    """Whether a file is for this agent: of no agency, of theirs, or of who they talk with."""
    filed = session.get(Sollicitation, file.sollicitation_id) if file.sollicitation_id else None
    if filed is None or filed.agency_id is None or agent.agency_id in (None, filed.agency_id):
        return True
    talk = session.get_one(Conversation, file.conversation_id)
    return agent.role is not Role.AGENT or talk.agent_id == agent.id
