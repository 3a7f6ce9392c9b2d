"""Incidents of whole buildings: what may be one, what is open, and what is told to everybody."""

from typing import Annotated

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import HTMLResponse

from backend.console import common_trouble
from backend.console.errors import ConsoleRoute, OtherAgency
from backend.console.identity import Identity, Sender
from backend.console.screens import PartsDep
from backend.conversations.errors import EmptyMessage, MessageTooLong
from backend.db import SessionDep
from backend.handover.boundary import incidents_seen_by, requests_seen_by
from backend.incidents import service
from backend.incidents.errors import IncidentOver, NoCommonTrouble

HERE = "/console/incidents"
_LONGEST = 5_000

router = APIRouter(prefix=HERE, include_in_schema=False, route_class=ConsoleRoute)


@router.get("")
def show(request: Request, session: SessionDep, parts: PartsDep, known: Identity) -> HTMLResponse:
    """Show what may be an incident, and the incidents, the open ones first."""
    agent, now = known.agent, parts.clock()
    seen = requests_seen_by(agent, now)
    return parts.page(
        request,
        known,
        "incidents.html",
        proposals=service.proposals(session, agent.landlord, seen, now),
        incidents=service.latest(session, incidents_seen_by(agent, now)),
    )


@router.get("/{incident_id}")
def detail(
    incident_id: int, request: Request, session: SessionDep, parts: PartsDep, known: Identity
) -> HTMLResponse:
    """Show an incident with who follows it and what was written."""
    agent, now = known.agent, parts.clock()
    incident = service.find(session, incidents_seen_by(agent, now), incident_id)
    return parts.page(
        request,
        known,
        "incident.html",
        incident=incident,
        followers=service.followers(session, incident, requests_seen_by(agent, now)),
        written=service.written(session, incident),
        longest=common_trouble.LONGEST,
    )


@router.post("/demandes/{sollicitation_id}")
def open_from(
    sollicitation_id: int, request: Request, session: SessionDep, parts: PartsDep, known: Sender
) -> Response:
    """Open an incident from a request; the reports that go with it follow it."""
    try:
        opened = common_trouble.open_incident(
            session, known.agent, sollicitation_id, now=parts.clock()
        )
    except (NoCommonTrouble, OtherAgency) as error:
        address = f"/console/sollicitations/{sollicitation_id}"
        said = "incident-none" if isinstance(error, NoCommonTrouble) else "other-agency"
        return parts.told(request, known, address, said)
    return parts.told(request, known, f"{HERE}/{opened.id}", "incident-open")


@router.post("/{incident_id}/messages")
def write(
    incident_id: int,
    request: Request,
    session: SessionDep,
    parts: PartsDep,
    known: Sender,
    text: Annotated[str, Form(max_length=_LONGEST)] = "",
    urgent: Annotated[bool, Form()] = False,
) -> Response:
    """Write to everybody who follows an incident, each on their channel."""
    agent, now = known.agent, parts.clock()
    said = "incident-told"
    try:
        common_trouble.write_to_all(session, agent, incident_id, text, urgent=urgent, now=now)
    except EmptyMessage:
        said = "empty"
    except MessageTooLong:
        said = "too-long"
    except IncidentOver:
        said = "incident-over"
    except OtherAgency:
        said = "other-agency"
    return parts.told(request, known, f"{HERE}/{incident_id}", said)


@router.post("/{incident_id}/close")
def close(
    incident_id: int,
    request: Request,
    session: SessionDep,
    parts: PartsDep,
    known: Sender,
    note: Annotated[str, Form(max_length=_LONGEST)] = "",
) -> Response:
    """End an incident; what follows it is done, and its tenants are asked whether it is."""
    said = "incident-closed"
    try:
        common_trouble.close_incident(
            session, known.agent, incident_id, note=note, now=parts.clock()
        )
    except IncidentOver:
        said = "incident-over"
    except OtherAgency:
        said = "other-agency"
    return parts.told(request, known, f"{HERE}/{incident_id}", said)
