"""Where a new request goes: the agency and the role that look after it first.

The functions take a session and never commit.
"""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from sqlmodel import Session, select

from backend.agents.models import Agency
from backend.routing.rules import Role, role_for, rules_of
from backend.tenants import service as tenants
from backend.tenants.models import Person

__all__ = ["Case", "Role", "Route", "RoutedBy", "comes_back_within", "route"]


class RoutedBy(StrEnum):
    """What the agency was found by; without it, somebody has to say which."""

    LEASE = "lease"
    RESIDENCE = "residence"
    COMMUNE = "commune"
    ONLY_AGENCY = "only_agency"


@dataclass(frozen=True)
class Case:
    """What is known of a request when it is filed; `again` when it comes back."""

    landlord: str | None
    category: str
    description: str
    address: str
    person: Person | None = None
    again: bool = False
    kind: str | None = None


@dataclass(frozen=True)
class Route:
    """The agency and the role; `by` is None where the request is still to be routed."""

    agency_id: int | None
    role: Role | None
    by: RoutedBy | None


def route(session: Session, case: Case) -> Route:
    """Return who looks after a request first.

    The address tells it before the lease: somebody may write for another door.
    """
    rules = rules_of(case.landlord)
    role = (
        role_for(rules, case.category, case.description, again=case.again, kind=case.kind)
        if rules
        else None
    )
    agency, by = _agency(session, case)
    return Route(agency, role, by if agency else None)


def comes_back_within(landlord: str | None, category: str) -> timedelta | None:
    """Return how long an earlier request of the same sort counts; None where it never does."""
    rules = rules_of(landlord)
    again = rules.again.get(category) if rules else None
    return again.within if again else None


def _agency(session: Session, case: Case) -> tuple[int | None, RoutedBy | None]:
    if case.landlord is None:
        return None, None
    home = tenants.residence_at(session, case.landlord, case.address)
    if home is not None and home.agency_id:
        return home.agency_id, RoutedBy.RESIDENCE
    if (own := tenants.agency_of(session, case.person)) is not None:
        return own, RoutedBy.LEASE
    if (local := tenants.agency_in(session, case.landlord, case.address)) is not None:
        return local, RoutedBy.COMMUNE
    return _only_agency(session, case.landlord), RoutedBy.ONLY_AGENCY


def _only_agency(session: Session, landlord: str) -> int | None:
    found = session.exec(select(Agency.id).where(Agency.landlord == landlord).limit(2)).all()
    return found[0] if len(found) == 1 else None
