"""Questions that the incidents' tables answer."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, or_, text
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session, col, func, select

from backend.incidents.models import Incident, IncidentMessage, IncidentReport
from backend.incidents.sites import Site
from backend.incidents.troubles import Rule
from backend.sollicitations.models import STILL_OPEN, Sollicitation


def insert_once(session: Session, incident: Incident) -> int | None:
    """Open an incident; None where the building has one of this trouble already."""
    values = incident.model_dump(exclude={"id"})
    statement = insert(Incident).values(**values).on_conflict_do_nothing()
    return session.execute(statement.returning(col(Incident.id))).scalar_one_or_none()


def report_once(session: Session, report: IncidentReport) -> None:
    """Note a report, once for its request."""
    session.execute(insert(IncidentReport).values(**report.model_dump()).on_conflict_do_nothing())


def open_at(session: Session, landlord: str, trouble: str, site: Site) -> Incident | None:
    """Return the open incident of a building; of the entrance that is told, else of any."""
    query = select(Incident).where(
        Incident.landlord == landlord,
        Incident.trouble == trouble,
        Incident.site == site.key,
        col(Incident.closed_at).is_(None),
    )
    if site.entrance:
        query = query.where(col(Incident.entrance).in_({"", site.entrance}))
    return session.exec(query.order_by(col(Incident.entrance).desc(), col(Incident.id))).first()


def find(session: Session, seen: ColumnElement[bool], incident_id: int) -> Incident | None:
    """Return an incident that may be seen, held until the end of the unit of work."""
    query = select(Incident).where(Incident.id == incident_id, seen)
    return session.exec(query.with_for_update()).first()


def latest(session: Session, seen: ColumnElement[bool], limit: int) -> Sequence[Incident]:
    """Return the incidents that may be seen, the open ones first, newest first."""
    query = select(Incident).where(seen)
    order = (col(Incident.closed_at).is_not(None), col(Incident.id).desc())
    return session.exec(query.order_by(*order).limit(limit)).all()


def following(
    session: Session, incident_id: int, *seen: ColumnElement[bool]
) -> Sequence[Sollicitation]:
    """Return the requests that follow an incident, oldest first."""
    query = (
        select(Sollicitation)
        .join(IncidentReport, col(IncidentReport.sollicitation_id) == Sollicitation.id)
        .where(IncidentReport.incident_id == incident_id, *seen)
    )
    return session.exec(query.order_by(col(Sollicitation.id))).all()


def written(session: Session, incident_id: int) -> Sequence[IncidentMessage]:
    """Return what was written to everybody, oldest first."""
    query = select(IncidentMessage).where(IncidentMessage.incident_id == incident_id)
    return session.exec(query.order_by(col(IncidentMessage.id))).all()


def loose(
    session: Session, landlord: str, trouble: str, site: str, *, since: datetime
) -> Sequence[IncidentReport]:
    """Return the reports of a building that follow no incident, oldest first."""
    query = (
        select(IncidentReport)
        .where(
            IncidentReport.landlord == landlord,
            IncidentReport.trouble == trouble,
            IncidentReport.site == site,
            *_is_loose(since),
        )
        .join(Sollicitation, col(Sollicitation.id) == IncidentReport.sollicitation_id)
        .where(_open_request())
    )
    return session.exec(query.order_by(col(IncidentReport.at)).with_for_update(of=_TABLE)).all()


_TABLE: Any = IncidentReport


def _is_loose(since: datetime) -> tuple[ColumnElement[bool], ...]:
    return (
        col(IncidentReport.at) >= since,
        col(IncidentReport.incident_id).is_(None),
        col(IncidentReport.apart).is_(False),
    )


def _open_request() -> Any:
    return text(f"sollicitation.{STILL_OPEN}")


def clusters(
    session: Session,
    landlord: str,
    seen: ColumnElement[bool],
    rules: dict[str, Rule],
    now: datetime,
) -> Sequence[tuple[str, str, int, int]]:
    """Return trouble, place, number and first request of what may be one incident.

    Only of the requests that may be seen.
    """
    if not rules:
        return []
    kind, number = col(IncidentReport.trouble), func.count()
    enough: Any = or_(
        *(and_(kind == trouble, number >= rule.reports) for trouble, rule in rules.items())
    )
    recent: Any = or_(
        *(and_(kind == trouble, *_is_loose(now - rule.window)) for trouble, rule in rules.items())
    )
    first = func.min(col(IncidentReport.sollicitation_id))
    query: Any = (
        select(IncidentReport.trouble, func.min(IncidentReport.place), number, first)
        .join(Sollicitation, col(Sollicitation.id) == IncidentReport.sollicitation_id)
        .where(IncidentReport.landlord == landlord, recent, _open_request(), seen)
        .group_by(IncidentReport.trouble, IncidentReport.site)
        .having(enough)
        .order_by(number.desc(), first)
    )
    return [tuple(row) for row in session.execute(query)]
