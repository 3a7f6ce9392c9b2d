"""Incidents: reported, opened once for a building, followed, closed. Never commits."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement
from sqlmodel import Session, col

from backend.incidents import queries, troubles
from backend.incidents.errors import IncidentNotFound, IncidentOver, NoCommonTrouble
from backend.incidents.models import Incident, IncidentMessage, IncidentReport
from backend.incidents.sites import Site, site_of
from backend.sollicitations.models import Sollicitation
from backend.tenants.models import Person

__all__ = [
    "Proposal",
    "close",
    "find",
    "followers",
    "incident_of",
    "join",
    "known",
    "latest",
    "may_open",
    "open_from",
    "proposals",
    "report",
    "site_of",
    "write",
    "written",
]
_SHOWN = 100


@dataclass(frozen=True)
class Proposal:
    """Several reports of one building that may be one incident; `request_id` is the first."""

    trouble: str
    place: str
    reports: int
    request_id: int


def known(
    session: Session, landlord: str | None, category: str, description: str, site: Site | None
) -> Incident | None:
    """Return the open incident that somebody may mean; None where none is known."""
    trouble = troubles.read(landlord, category, description)
    if landlord is None or trouble is None or site is None:
        return None
    return queries.open_at(session, landlord, trouble, site)


def report(session: Session, filed: Sollicitation, *, apart: bool = False) -> IncidentReport | None:
    """Note that a request tells a trouble of a building, once; None where it tells none."""
    if (there := session.get(IncidentReport, filed.id)) is not None:
        return there
    trouble = troubles.read(filed.landlord, filed.category, filed.description)
    person = session.get(Person, filed.person_id) if filed.person_id else None
    site = site_of(session, filed.landlord, filed.address, person) if trouble else None
    if trouble is None or site is None:
        return None
    row = IncidentReport(
        sollicitation_id=filed.id or 0,
        landlord=filed.landlord or "",
        trouble=trouble,
        site=site.key,
        entrance=site.entrance,
        place=site.place,
        at=filed.opened_at,
        apart=apart,
    )
    queries.report_once(session, row)
    return session.get(IncidentReport, filed.id)


def join(session: Session, filed: Sollicitation, incident_id: int) -> Incident:
    """Let a request follow an open incident of its landlord.

    Raises IncidentNotFound, or IncidentOver when it was closed meanwhile.
    """
    incident = find(session, col(Incident.landlord) == (filed.landlord or ""), incident_id)
    if incident.closed_at is not None:
        raise IncidentOver
    own = report(session, filed)
    if own is None:
        own = IncidentReport(
            sollicitation_id=filed.id or 0, at=filed.opened_at, **_same_as(incident)
        )
        session.add(own)
    own.incident_id, own.apart = incident.id, False
    session.flush()
    return incident


def _same_as(incident: Incident) -> dict[str, Any]:
    return incident.model_dump(include={"landlord", "trouble", "site", "entrance", "place"})


def open_from(session: Session, filed: Sollicitation, *, by: str, now: datetime) -> Incident:
    """Open an incident from a request; the reports that go with it follow it from now on.

    Opened by two at once, it is one. Raises NoCommonTrouble.
    """
    own = report(session, filed)
    if own is None:
        raise NoCommonTrouble
    since = now - troubles.rules_of(own.landlord)[own.trouble].window
    same = queries.loose(session, own.landlord, own.trouble, own.site, since=since)
    entrance = _common_entrance([own, *same])
    reports = [own, *(r for r in same if r.entrance in ("", entrance) or not entrance)]
    incident = _the_one(session, own, entrance, min(r.at for r in reports), by, now)
    for one in reports:
        one.incident_id = incident.id
    session.flush()
    return incident


def _common_entrance(reports: Iterable[IncidentReport]) -> str:
    """Return the entrance that everybody tells who tells one; "" where they differ."""
    told = {one.entrance for one in reports} - {""}
    return told.pop() if len(told) == 1 else ""


def _the_one(
    session: Session,
    own: IncidentReport,
    entrance: str,
    since: datetime,
    by: str,
    now: datetime,
) -> Incident:
    site = Site(own.site, entrance, own.place)
    found = queries.open_at(session, own.landlord, own.trouble, site)
    if found is not None:
        return found
    made = Incident(
        landlord=own.landlord,
        trouble=own.trouble,
        site=own.site,
        entrance=entrance,
        place=own.place,
        since=since,
        opened_at=now,
        opened_by=by,
    )
    number = queries.insert_once(session, made)
    # Nothing written: somebody opened it a moment ago, and it is there now.
    found = queries.open_at(session, own.landlord, own.trouble, site)
    if found is None:
        raise IncidentNotFound
    return session.get_one(Incident, number) if number else found


def proposals(
    session: Session, landlord: str, seen: ColumnElement[bool], now: datetime
) -> Sequence[Proposal]:
    """Return what was reported often enough to be one incident that nobody has opened.

    `seen` is which requests who asks may see.
    """
    rules = dict(troubles.rules_of(landlord))
    return [Proposal(*row) for row in queries.clusters(session, landlord, seen, rules, now)]


def find(session: Session, seen: ColumnElement[bool], incident_id: int) -> Incident:
    """Return an incident that may be seen, held; raises IncidentNotFound."""
    found = queries.find(session, seen, incident_id)
    if found is None:
        raise IncidentNotFound
    return found


def incident_of(session: Session, sollicitation_id: int) -> Incident | None:
    """Return the incident that a request follows."""
    own = session.get(IncidentReport, sollicitation_id)
    return session.get(Incident, own.incident_id) if own and own.incident_id else None


def may_open(filed: Sollicitation) -> bool:
    """Tell whether a request tells a trouble that a whole building may have."""
    return troubles.read(filed.landlord, filed.category, filed.description) is not None


def latest(session: Session, seen: ColumnElement[bool]) -> Sequence[Incident]:
    """Return the incidents that may be seen, the open ones first."""
    return queries.latest(session, seen, _SHOWN)


def followers(
    session: Session, incident: Incident, *seen: ColumnElement[bool]
) -> Sequence[Sollicitation]:
    """Return the requests that follow an incident, oldest first; all, or those that are `seen`."""
    return queries.following(session, incident.id or 0, *seen)


def written(session: Session, incident: Incident) -> Sequence[IncidentMessage]:
    """Return what was written to everybody, oldest first."""
    return queries.written(session, incident.id or 0)


def write(
    session: Session,
    incident: Incident,
    text: str,
    *,
    by: str,
    urgent: bool,
    reached: int,
    now: datetime,
) -> IncidentMessage:
    """Note what was written to everybody; raises IncidentOver."""
    if incident.closed_at is not None:
        raise IncidentOver
    message = IncidentMessage(
        incident_id=incident.id or 0, by=by, text=text, urgent=urgent, reached=reached, at=now
    )
    session.add(message)
    return message


def close(incident: Incident, *, by: str, now: datetime) -> None:
    """End an incident; raises IncidentOver for one that has ended."""
    if incident.closed_at is not None:
        raise IncidentOver
    incident.closed_at, incident.closed_by = now, by
