"""How somebody is best written to, kept for who agreed to it; until a day, then forgotten."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session, col, delete, select

from backend.tenants.models import CommunicationRule, Person


@dataclass(frozen=True)
class Manner:
    """A profile, its channels in their order, and whether a link says enough."""

    persona: str
    channels: Sequence[str]
    link_alone: bool


def keep(
    session: Session, person_id: int, manner: Manner, *, agreed_at: datetime, until: date
) -> None:
    """Keep how somebody is best written to; what they agreed to last holds."""
    row = {
        "persona": manner.persona,
        "channels": list(manner.channels),
        "link_alone": manner.link_alone,
        "agreed_at": agreed_at,
        "until": until,
    }
    statement = insert(CommunicationRule).values(person_id=person_id, **row)
    newer = col(CommunicationRule.agreed_at) <= agreed_at
    session.execute(
        statement.on_conflict_do_update(index_elements=["person_id"], set_=row, where=newer)
    )


def forget(session: Session, person_id: int, *, before: datetime) -> None:
    """Keep nothing of what somebody agreed to before: they do not any more."""
    rule = col(CommunicationRule.person_id) == person_id
    older = col(CommunicationRule.agreed_at) < before
    session.execute(delete(CommunicationRule).where(rule, older))


def forget_old(session: Session, day: date) -> None:
    """Forget what was to be kept until before a day."""
    session.execute(delete(CommunicationRule).where(col(CommunicationRule.until) < day))


def rule_of(session: Session, person: Person | None) -> CommunicationRule | None:
    """Return how somebody is best written to, where they agreed that it is remembered."""
    return session.get(CommunicationRule, person.id) if person else None


def needs_more_than_a_link(session: Session, phone: str) -> bool:
    """Tell whether anybody with a telephone cannot do with a link alone."""
    return any(not one.link_alone for one in _rules(session, phone))


def is_reached_otherwise(session: Session, phone: str, channel: str) -> bool:
    """Tell whether all that have a telephone, and told how, are best reached in other ways."""
    rules = _rules(session, phone)
    return bool(rules) and not any(channel in one.channels for one in rules)


def reached_otherwise(session: Session, channel: str) -> set[str]:
    """Return every telephone of which `is_reached_otherwise` is true."""
    query = select(Person.phone, CommunicationRule.channels).join(
        Person, col(Person.id) == CommunicationRule.person_id
    )
    told = [(phone, channel in channels) for phone, channels in session.exec(query) if phone]
    return {phone for phone, _ in told} - {phone for phone, by_it in told if by_it}


def _rules(session: Session, phone: str) -> Sequence[CommunicationRule]:
    query = select(CommunicationRule).join(Person, col(Person.id) == CommunicationRule.person_id)
    return session.exec(query.where(Person.phone == phone)).all()
