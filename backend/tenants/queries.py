"""Questions that the tenants' tables answer."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import or_
from sqlmodel import Session, col, func, select

from backend.tenants.models import Lease, Person, Residence


def by_phone(session: Session, phone: str, landlord: str | None) -> Person | None:
    """Return the tenant with this telephone; none when two share it."""
    query = select(Person).where(Person.phone == phone)
    if landlord is not None:
        query = query.where(Person.landlord == landlord)
    found = session.exec(query.limit(2)).all()
    return found[0] if len(found) == 1 else None


def residence(session: Session, residence_id: int) -> Residence | None:
    """Return a residence."""
    return session.get(Residence, residence_id)


def communes(session: Session, landlord: str) -> Sequence[tuple[str, int | None]]:
    """Return where a landlord has residences, each commune with each of its agencies."""
    query = select(Residence.commune, Residence.agency_id).where(Residence.landlord == landlord)
    return session.exec(query.distinct()).all()


def likely_residences(
    session: Session, landlord: str, numbers: frozenset[str], words: str
) -> Sequence[Residence]:
    """Return the residences whose street's number is among these, or whose name is in the words."""
    number = func.substring(col(Residence.address), r"^\s*(\d{1,4})")
    named = func.strpos(words, func.lower(col(Residence.name))) > 0
    query = select(Residence).where(
        Residence.landlord == landlord, or_(number.in_(numbers or {""}), named)
    )
    return session.exec(query).all()


def by_reference(session: Session, landlord: str, reference: str) -> Residence | None:
    """Return a landlord's residence by its reference."""
    query = select(Residence).where(
        Residence.landlord == landlord, Residence.reference == reference
    )
    return session.exec(query).first()


def who_may_be(
    session: Session, landlord: str | None, *, digits: str | None, day: date | None, limit: int
) -> Sequence[Person]:
    """Return the tenants whose telephone ends so, or who entered their home that day."""
    query = select(Person).limit(limit)
    if landlord is not None:
        query = query.where(Person.landlord == landlord)
    if digits is not None:
        query = query.where(func.right(col(Person.phone), len(digits)) == digits)
    if day is not None:
        began = select(Lease.person_id).where(Lease.starts_on == day)
        query = query.where(or_(col(Person.since) == day, col(Person.id).in_(began)))
    return session.exec(query).all()
