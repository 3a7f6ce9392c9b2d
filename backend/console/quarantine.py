"""Requests put aside for their doubtful signature: a supervisor releases or discards each, once."""

from typing import Literal

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse

from backend.console import queries
from backend.console.errors import ConsoleRoute
from backend.console.identity import Sender, Supervisor
from backend.console.screens import PartsDep
from backend.conversations import quarantine
from backend.conversations.errors import AlreadySettled, NotReleasable
from backend.conversations.sms import SmsDoor
from backend.db import SessionDep

HERE = "/console/supervision/quarantaine"

router = APIRouter(prefix=HERE, include_in_schema=False, route_class=ConsoleRoute)


@router.get("")
def show(request: Request, session: SessionDep, parts: PartsDep, known: Supervisor) -> HTMLResponse:
    """Show what waits with its reason, and what was settled last."""
    names = queries.names_of_landlord(session, known.agent.landlord)
    return parts.page(
        request,
        known,
        "quarantine.html",
        waiting=quarantine.waiting(session, known.agent.landlord),
        settled=quarantine.settled(session, list(names)),
        names=names,
    )


@router.post("/{request_id}/{step}")
def settle(
    request_id: int,
    step: Literal["release", "discard"],
    request: Request,
    session: SessionDep,
    parts: PartsDep,
    known: Sender,
    _: Supervisor,
) -> Response:
    """Take a request in, or put it away."""
    landlord, by, now = known.agent.landlord, known.agent.id or 0, parts.clock()
    door: SmsDoor = request.app.state.sms_door
    try:
        if step == "release":
            quarantine.release(session, door, request_id, landlord=landlord, by=by, now=now)
        else:
            quarantine.discard(session, request_id, landlord=landlord, by=by, now=now)
    except AlreadySettled:
        return parts.told(request, known, HERE, "meanwhile")
    except NotReleasable:
        return parts.told(request, known, HERE, "unreadable")
    return parts.told(request, known, HERE, "released" if step == "release" else "discarded")
