"""What the tables of the mailings answer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import Select

from backend.agents.models import Agency
from backend.mailings.models import (
    Mailing,
    MailingAuthor,
    MailingRecipient,
    MailingState,
    RecipientState,
)
from backend.tenants.models import Equipment, Lease, Person, Residence


@dataclass(frozen=True)
class Tenant:
    """Somebody a mailing may be for, with what its fields say of them."""

    person: Person
    residence: str
    agency: str


def of_landlord(session: Session, landlord: str) -> Sequence[Mailing]:
    """Return the mailings of a landlord, the newest first."""
    query = select(Mailing).where(Mailing.landlord == landlord)
    return session.exec(query.order_by(col(Mailing.id).desc())).all()


def of_id(session: Session, landlord: str, mailing_id: int, *, hold: bool) -> Mailing | None:
    """Return a mailing of a landlord; None for another's."""
    query = select(Mailing).where(Mailing.id == mailing_id, Mailing.landlord == landlord)
    if hold:
        query = query.with_for_update().execution_options(populate_existing=True)
    return session.exec(query).first()


def authors(session: Session, mailing: Mailing) -> set[int]:
    """Return who wrote or changed a mailing."""
    query = select(MailingAuthor.agent_id).where(MailingAuthor.mailing_id == mailing.id)
    return set(session.exec(query))


def tenants(session: Session, mailing: Mailing) -> Sequence[Tenant]:
    """Return whom a mailing is for, as the tenant file has it now, in the file's order."""
    query = _tenants().where(Person.landlord == mailing.landlord).order_by(col(Person.id))
    for condition in _conditions(mailing.chosen):
        query = query.where(condition)
    if mailing.corrects_id is not None:
        got = select(MailingRecipient.person_id).where(
            MailingRecipient.mailing_id == mailing.corrects_id,
            MailingRecipient.state == RecipientState.WRITTEN,
        )
        query = query.where(col(Person.id).in_(got))
    return [_tenant(*row) for row in session.exec(query)]


def _tenants() -> Select[Person, str, str]:
    return (
        select(Person, Residence.name, Agency.name)
        .outerjoin(Residence, col(Residence.id) == Person.residence_id)
        .outerjoin(Agency, col(Agency.id) == Residence.agency_id)
    )


def _tenant(person: Person, home: str | None, agency: str | None) -> Tenant:
    return Tenant(person, home or "", agency or "")


@dataclass(frozen=True)
class Home:
    """A residence that a mailing may be narrowed down to, with how many tenants it has."""

    id: int
    name: str
    commune: str
    agency: str
    tenants: int


def homes(session: Session, landlord: str) -> Sequence[Home]:
    """Return a landlord's residences, by agency."""
    query = (
        select(Residence, Agency.name, func.count(col(Person.id)))
        .outerjoin(Agency, col(Agency.id) == Residence.agency_id)
        .outerjoin(Person, col(Person.residence_id) == Residence.id)
        .where(Residence.landlord == landlord)
        .group_by(col(Residence.id), col(Agency.name))
        .order_by(col(Agency.name), col(Residence.commune), col(Residence.name))
    )
    return [
        Home(one.id or 0, one.name, one.commune, agency or "", tenants)
        for one, agency, tenants in session.exec(query)
    ]


def equipment(session: Session, landlord: str) -> Sequence[str]:
    """Return the kinds of equipment that a landlord's residences have."""
    query = select(Equipment.kind).where(Equipment.landlord == landlord).distinct()
    return session.exec(query.order_by(col(Equipment.kind))).all()


def _conditions(chosen: Mapping[str, Any]) -> list[Any]:
    """Return what narrows the tenants down; of what is not named, everybody."""
    found: list[Any] = []
    if agencies := chosen.get("agencies"):
        found.append(col(Residence.agency_id).in_(agencies))
    if residences := chosen.get("residences"):
        found.append(col(Person.residence_id).in_(residences))
    if kinds := chosen.get("equipment"):
        having = select(Equipment.residence_id).where(col(Equipment.kind).in_(kinds))
        found.append(col(Person.residence_id).in_(having))
    if languages := chosen.get("languages"):
        found.append(col(Person.language).in_(languages))
    if rents := chosen.get("rents"):
        found.append(col(Person.id).in_(select(Lease.person_id).where(col(Lease.kind).in_(rents))))
    return found


def sending(session: Session) -> Sequence[Mailing]:
    """Return the mailings that leave now, held: one process at a time writes for each."""
    query = select(Mailing).where(Mailing.state == MailingState.SENDING).order_by(col(Mailing.id))
    return session.exec(query.with_for_update(skip_locked=True)).all()


def waiting(session: Session, mailing: Mailing, limit: int) -> Sequence[MailingRecipient]:
    """Return who is next."""
    query = select(MailingRecipient).where(
        MailingRecipient.mailing_id == mailing.id,
        MailingRecipient.state == RecipientState.WAITING,
    )
    return session.exec(query.order_by(col(MailingRecipient.id)).limit(limit)).all()


def tenant(session: Session, person_id: int) -> Tenant:
    """Return somebody with what the fields say of them."""
    return _tenant(*session.exec(_tenants().where(Person.id == person_id)).one())


def is_tenants(session: Session, phone: str) -> bool:
    """Tell whether a telephone is that of a tenant, of any landlord."""
    return session.exec(select(Person.id).where(Person.phone == phone).limit(1)).first() is not None


def tally(session: Session, mailing: Mailing) -> dict[RecipientState, int]:
    """Return how many of a mailing's recipients stand where."""
    query = (
        select(MailingRecipient.state, func.count())
        .where(MailingRecipient.mailing_id == mailing.id)
        .group_by(col(MailingRecipient.state))
    )
    return {RecipientState(state): number for state, number in session.exec(query)}
