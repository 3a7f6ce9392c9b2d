"""Who a tenant is, for the other rooms; never shown to somebody who only gives a number."""

from collections.abc import Sequence
from datetime import date

from sqlmodel import Session

from backend.hearing.communes import is_elsewhere
from backend.tenants import places, queries
from backend.tenants.models import Person, Residence
from backend.tenants.places import Home

_MANY = 500


def by_phone(session: Session, phone: str | None, landlord: str | None) -> Person | None:
    """Return the only tenant known under a telephone (E.164), of a landlord when it is known."""
    return queries.by_phone(session, phone, landlord) if phone else None


def agency_of(session: Session, person: Person | None) -> int | None:
    """Return the agency that looks after somebody's residence."""
    if person is None or person.residence_id is None:
        return None
    home = queries.residence(session, person.residence_id)
    return home.agency_id if home else None


def residence_of(session: Session, person: Person | None) -> Residence | None:
    """Return where somebody lives, where the file says it."""
    if person is None or person.residence_id is None:
        return None
    return queries.residence(session, person.residence_id)


def residence_at(session: Session, landlord: str, address: str) -> Residence | None:
    """Return the residence that an address is in; None where none is, or more than one may be."""
    said = address.lower()
    likely = queries.likely_residences(session, landlord, places.numbers_in(address), said)
    found = [r for r in likely if places.is_at(address, Home(r.name, r.address, r.commune))]
    if len(found) > 1:
        town = places.commune_of(address, {r.commune for r in found})
        found = [r for r in found if r.commune == town]
    town = commune_at(session, landlord, address)
    if len(found) != 1 or town not in (None, found[0].commune):
        return None
    return None if town is None and is_elsewhere(address, found[0].commune) else found[0]


def commune_at(session: Session, landlord: str, address: str) -> str | None:
    """Return the commune of an address, among those where a landlord has residences."""
    known = {commune for commune, _ in queries.communes(session, landlord)}
    return places.commune_of(address, known)


def agency_in(session: Session, landlord: str, address: str) -> int | None:
    """Return the agency that looks after every residence of an address's commune; None where
    several do, or none is known."""
    rows = queries.communes(session, landlord)
    town = places.commune_of(address, {commune for commune, _ in rows})
    there = {agency for commune, agency in rows if commune == town}
    return there.pop() if town and len(there) == 1 else None


def residence(session: Session, landlord: str, reference: str | None) -> Residence | None:
    """Return the residence that a landlord's own software knows under a reference."""
    return queries.by_reference(session, landlord, reference) if reference else None


def who_may_be(
    session: Session, landlord: str | None, *, digits: str | None, day: date | None
) -> Sequence[Person]:
    """Return the tenants whose telephone ends with some digits, or who entered on a day; none
    without either, or where too many do."""
    if digits is None and day is None:
        return []
    found = queries.who_may_be(session, landlord, digits=digits, day=day, limit=_MANY)
    return found if len(found) < _MANY else []
