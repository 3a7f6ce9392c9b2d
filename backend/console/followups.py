"""What follows by itself: planned from a request's page, seen in one list, ended by an agent."""

from datetime import date
from typing import Annotated, Literal

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import HTMLResponse

from backend.console import requests_queries
from backend.console.errors import ConsoleRoute
from backend.console.identity import Identity, Sender
from backend.console.screens import PartsDep
from backend.db import SessionDep
from backend.followups import service
from backend.followups.errors import FollowUpOver
from backend.followups.models import State
from backend.handover.boundary import requests_seen_by

HERE = "/console/suites"
REQUESTS = "/console/sollicitations"

router = APIRouter(prefix=HERE, include_in_schema=False, route_class=ConsoleRoute)


@router.get("")
def show(request: Request, session: SessionDep, parts: PartsDep, known: Identity) -> HTMLResponse:
    """Show what is planned for the people of the requests that are seen, in order."""
    seen = requests_seen_by(known.agent, parts.clock())
    listed = service.planned(session, known.agent.landlord, seen)
    return parts.page(request, known, "followups.html", listed=listed)


@router.post("")
def plan(
    request: Request,
    session: SessionDep,
    parts: PartsDep,
    known: Sender,
    sollicitation: Annotated[int, Form()],
    rule: Annotated[str, Form(max_length=60)],
    day: Annotated[date, Form()],
) -> Response:
    """Plan what follows from a date."""
    filed = requests_queries.request(session, known.agent, sollicitation, parts.clock())
    knowledge, now, told = parts.library.knowledge, parts.clock(), "saved-access"
    try:
        service.plan(session, filed, rule, day, by=known.agent.login, knowledge=knowledge, now=now)
    except FollowUpOver as refused:
        told = refused.type
    return parts.told(request, known, f"{REQUESTS}/{sollicitation}", told)


Step = Literal["done", "cancel"]


@router.post("/{follow_up_id}/{step}")
def end(
    follow_up_id: int,
    step: Step,
    request: Request,
    session: SessionDep,
    parts: PartsDep,
    known: Sender,
) -> Response:
    """Say that a task is done, or that nothing follows any more."""
    one = service.of_landlord(session, known.agent.landlord, follow_up_id)
    requests_queries.request(session, known.agent, one.sollicitation_id, parts.clock())
    state, told = State.DONE if step == "done" else State.CANCELLED, "saved-access"
    try:
        service.end(one, state, why=f"agent:{known.agent.login}", now=parts.clock())
    except FollowUpOver as refused:
        told = refused.type
    return parts.told(request, known, f"{REQUESTS}/{one.sollicitation_id}", told)
