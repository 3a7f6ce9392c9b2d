"""Questions that the sollicitations' tables answer."""

from collections.abc import Sequence

from sqlalchemy import or_
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session, col, select

from backend.sollicitations.models import Sollicitation, SollicitationEvent


def insert_once(session: Session, sollicitation: Sollicitation) -> int | None:
    """Write a sollicitation; None when its message filed one already, or its code is taken."""
    values = sollicitation.model_dump(exclude={"id"})
    statement = insert(Sollicitation).values(**values).on_conflict_do_nothing()
    return session.execute(statement.returning(col(Sollicitation.id))).scalar_one_or_none()


def by_code(session: Session, code: str, landlord: str | None = None) -> Sollicitation | None:
    """Return the sollicitation that a code follows; none of another landlord than the one given."""
    query = select(Sollicitation).where(Sollicitation.code == code)
    if landlord:
        own = col(Sollicitation.landlord)
        query = query.where(or_(own == landlord, own.is_(None)))
    return session.exec(query).first()


def filed_from(session: Session, inbound: int) -> Sollicitation | None:
    """Return what a message filed."""
    return session.exec(select(Sollicitation).where(Sollicitation.filed_from == inbound)).first()


def locked(session: Session, sollicitation_id: int) -> Sollicitation | None:
    """Return a sollicitation, held until the end of the unit of work."""
    query = select(Sollicitation).where(Sollicitation.id == sollicitation_id).with_for_update()
    return session.exec(query.execution_options(populate_existing=True)).first()


def of_conversation(session: Session, conversation_id: str) -> Sequence[Sollicitation]:
    """Return what was filed in a conversation, newest first."""
    query = select(Sollicitation).where(Sollicitation.conversation_id == conversation_id)
    return session.exec(query.order_by(col(Sollicitation.id).desc())).all()


def events_of(session: Session, sollicitation_id: int) -> Sequence[SollicitationEvent]:
    """Return what happened to a sollicitation, in order."""
    query = select(SollicitationEvent).where(
        SollicitationEvent.sollicitation_id == sollicitation_id
    )
    return session.exec(query.order_by(col(SollicitationEvent.id))).all()
