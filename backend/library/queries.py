"""Questions that the tables of corrections and amendments answer."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from sqlmodel import Session, col, func, select
from sqlmodel.sql.expression import SelectOfScalar

from backend.agents.models import Agent
from backend.library.models import Amendment, Correction, CorrectionState


def in_force(session: Session, day: date) -> Sequence[Amendment]:
    """Return the amendments that hold on a day, in the order in which they apply."""
    query = select(Amendment).where(
        col(Amendment.withdrawn_at).is_(None), Amendment.starts_on <= day
    )
    return session.exec(_in_order(query)).all()


def kept(session: Session, entry_id: str) -> Sequence[Amendment]:
    """Return an entry's amendments that were not withdrawn, those to come too."""
    query = select(Amendment).where(
        Amendment.entry == entry_id, col(Amendment.withdrawn_at).is_(None)
    )
    return session.exec(_in_order(query)).all()


def _in_order(query: SelectOfScalar[Amendment]) -> SelectOfScalar[Amendment]:
    return query.order_by(col(Amendment.starts_on), col(Amendment.id))


def amendments_of(session: Session, entry_id: str) -> Sequence[Amendment]:
    """Return everything that was ever amended in an entry, the newest first."""
    query = select(Amendment).where(Amendment.entry == entry_id)
    return session.exec(query.order_by(col(Amendment.id).desc())).all()


def corrections(
    session: Session, landlord: str, *, state: CorrectionState, limit: int = 100
) -> Sequence[Correction]:
    """Return what the landlord's agents proposed: what is open oldest first, the rest newest."""
    query = select(Correction).where(Correction.landlord == landlord, Correction.state == state)
    newest = col(Correction.id).desc()
    order = col(Correction.id) if state is CorrectionState.OPEN else newest
    return session.exec(query.order_by(order).limit(limit)).all()


def corrections_of(session: Session, landlord: str, entry_id: str) -> Sequence[Correction]:
    """Return what the landlord's agents proposed for an entry, the newest first."""
    query = select(Correction).where(Correction.landlord == landlord, Correction.entry == entry_id)
    return session.exec(query.order_by(col(Correction.id).desc())).all()


def open_count(session: Session, landlord: str) -> int:
    """Return how many proposals wait for the landlord's supervisor."""
    query = select(func.count()).where(
        Correction.landlord == landlord, Correction.state == CorrectionState.OPEN
    )
    return session.exec(query).one()


def names(session: Session, agent_ids: Iterable[int | None]) -> Mapping[int, str]:
    """Return the names of accounts."""
    wanted = {i for i in agent_ids if i is not None}
    query = select(Agent.id, Agent.name).where(col(Agent.id).in_(wanted))
    return {i: name for i, name in session.exec(query) if i is not None}
