"""Where a new request goes, with what was asked before."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy import or_
from sqlmodel import Session, col, select

from backend.routing import service as routing
from backend.routing.service import Case, Route
from backend.sollicitations.models import Sollicitation


def route(session: Session, case: Case, phone: str | None, *, now: datetime) -> Route:
    """Return the agency and the role of a new request; what comes back may go to another one."""
    within = routing.comes_back_within(case.landlord, case.category)
    again = within is not None and _asked_since(session, case, phone, now - within)
    return routing.route(session, replace(case, again=again))


def _asked_since(session: Session, case: Case, phone: str | None, since: datetime) -> bool:
    same = []
    if phone:
        same.append(col(Sollicitation.contact_phone) == phone)
    if case.person is not None:
        same.append(col(Sollicitation.person_id) == case.person.id)
    if not same:
        return False
    query = select(Sollicitation.id).where(
        or_(*same),
        Sollicitation.landlord == case.landlord,
        Sollicitation.category == case.category,
        col(Sollicitation.opened_at) >= since,
    )
    return session.exec(query.limit(1)).first() is not None
