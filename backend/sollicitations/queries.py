"""Questions that the sollicitations' tables answer."""

from collections.abc import Collection, Sequence

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


def all_locked(session: Session, ids: Collection[int]) -> dict[int, Sollicitation]:
    """Return sollicitations, held until the end of the unit of work, always in the same order."""
    query = select(Sollicitation).where(col(Sollicitation.id).in_(ids))
    held = query.order_by(col(Sollicitation.id)).with_for_update()
    found = session.exec(held.execution_options(populate_existing=True)).all()
    return {one.id or 0: one for one in found}


def kept(session: Session, filed: Sollicitation) -> Sollicitation:
    """Return the sollicitation that one was merged into, at the end of the chain; itself else."""
    while filed.merged_into is not None:
        filed = session.get_one(Sollicitation, filed.merged_into)
    return filed


def merged_into(session: Session, sollicitation_id: int) -> Sequence[Sollicitation]:
    """Return what was merged into a sollicitation, and into those in turn, oldest first."""
    below = select(col(Sollicitation.id)).where(Sollicitation.merged_into == sollicitation_id)
    chain = below.cte("chain", recursive=True)
    further = select(col(Sollicitation.id)).join(
        chain, col(Sollicitation.merged_into) == chain.c.id
    )
    ids = select(chain.union_all(further).c.id)
    query = select(Sollicitation).where(col(Sollicitation.id).in_(ids))
    return session.exec(query.order_by(col(Sollicitation.id))).all()


def split_from(session: Session, sollicitation_id: int) -> Sequence[Sollicitation]:
    """Return what was split from a sollicitation, oldest first."""
    query = select(Sollicitation).where(Sollicitation.split_from == sollicitation_id)
    return session.exec(query.order_by(col(Sollicitation.id))).all()


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
