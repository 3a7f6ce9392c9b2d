"""What the console reads of the tenants' files: only what the agent may see."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import literal_column
from sqlmodel import Session, col, select

from backend.agents.models import Agent
from backend.console import wanted_words
from backend.handover.boundary import tenants_seen_by
from backend.tenants.models import Person, Residence
from channels.phone import dialled

# As the index has it: a parameter would not be recognised.
_NOTHING: Any = literal_column("''")


def is_seen(session: Session, agent: Agent, person: Person, now: datetime) -> bool:
    """Tell whether the agent may see somebody's file."""
    query = select(Person.id).where(Person.id == person.id, tenants_seen_by(agent, now))
    return session.exec(query).first() is not None


def found(
    session: Session, agent: Agent, written: str, now: datetime, *, limit: int
) -> Sequence[tuple[Person, Residence | None]]:
    """Return the tenants with a telephone or a name that the agent may see, with their homes."""
    phone = dialled(written)
    named = wanted_words.stand_in(written, _NOTHING, Person.name, _NOTHING, _NOTHING)
    query = (
        select(Person, Residence)
        .join(Residence, col(Residence.id) == Person.residence_id, isouter=True)
        .where(tenants_seen_by(agent, now), col(Person.phone) == phone if phone else named)
        .order_by(Person.name, col(Person.id))
    )
    return [(person, home) for person, home in session.exec(query.limit(limit))]
