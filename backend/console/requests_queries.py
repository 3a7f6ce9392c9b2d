"""What the console reads of the requests: only what the agent's landlord may see."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, or_
from sqlmodel import Session, col, func, select

from backend.agents.models import Agent, Role
from backend.attachments.models import Attachment
from backend.conversations.models import Channel, Conversation
from backend.sollicitations.models import Sollicitation
from backend.sollicitations.service import SollicitationNotFound
from backend.sollicitations.states import State

PAGE = 25
_BESIDE = 20
# The embedded server has no `unaccent`.
_ACCENTS = ("àâäáãéèêëíîïóôöõúùûüçñ", "aaaaaeeeeiiioooouuuucn")


@dataclass(frozen=True)
class Filters:
    """What the list of requests is narrowed to; empty means everything."""

    state: str = ""
    category: str = ""
    agency: int | None = None
    role: str = ""
    text: str = ""


@dataclass(frozen=True)
class Page:
    """Some of the requests found, and how many there are."""

    found: Sequence[Sollicitation]
    total: int
    number: int

    @property
    def last(self) -> int:
        """The number of the last page."""
        return max(1, -(-self.total // PAGE))


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


def is_served(session: Session, agent: Agent, file: Attachment) -> bool:
    """Whether a file is for this agent: of no agency, of theirs, or of who they talk with."""
    filed = session.get(Sollicitation, file.sollicitation_id) if file.sollicitation_id else None
    if filed is None or filed.agency_id is None or agent.agency_id in (None, filed.agency_id):
        return True
    talk = session.get_one(Conversation, file.conversation_id)
    return agent.role is not Role.AGENT or talk.agent_id == agent.id


def search(session: Session, landlord: str, filters: Filters, number: int) -> Page:
    """Return one page of the requests that pass the filters, newest first."""
    conditions = [of_landlord(landlord), *_narrowed(filters)]
    total = session.exec(select(func.count()).select_from(Sollicitation).where(*conditions)).one()
    number = min(max(1, number), max(1, -(-total // PAGE)))
    query = select(Sollicitation).where(*conditions).order_by(col(Sollicitation.id).desc())
    return Page(session.exec(query.offset((number - 1) * PAGE).limit(PAGE)).all(), total, number)


def _narrowed(filters: Filters) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if filters.state in list(State):
        conditions.append(col(Sollicitation.state) == filters.state)
    if filters.category:
        conditions.append(col(Sollicitation.category) == filters.category)
    if filters.agency is not None:
        conditions.append(col(Sollicitation.agency_id) == filters.agency)
    if filters.role:
        conditions.append(col(Sollicitation.role) == filters.role)
    if filters.text:
        conditions.append(_holds(filters.text))
    return conditions


def _fold(text: str) -> str:
    return text.lower().translate(str.maketrans(*_ACCENTS))


def _holds(text: str) -> ColumnElement[bool]:
    """Tell where the words stand: a code is found however its groups are written."""
    plain = _fold(text).replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_")
    code = "".join(c for c in plain.upper() if c.isalnum())
    fields = (Sollicitation.contact_name, Sollicitation.address, Sollicitation.description)
    conditions = [func.translate(func.lower(f), *_ACCENTS).like(f"%{plain}%") for f in fields]
    if len(code) >= 4:
        conditions.append(func.replace(col(Sollicitation.code), "-", "").like(f"%{code}%"))
    return or_(*conditions)
