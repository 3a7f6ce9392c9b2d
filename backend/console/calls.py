"""Call-backs: who is to be called and when, taken by one agent, tried until somebody answers."""

from typing import Literal

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse

from backend.appointments import calls, notices
from backend.appointments.errors import NotYourCall
from backend.appointments.offers import calls as rule_of
from backend.console.errors import ConsoleRoute
from backend.console.identity import Identity, Sender
from backend.console.screens import PartsDep
from backend.db import SessionDep
from backend.handover.boundary import call_backs_seen_by

HERE = "/console/rappels"

router = APIRouter(prefix=HERE, include_in_schema=False, route_class=ConsoleRoute)


@router.get("")
def show(request: Request, session: SessionDep, parts: PartsDep, known: Identity) -> HTMLResponse:
    """Show the landlord's call-backs, the first that is due first, with the calls made."""
    listed = calls.listed(session, call_backs_seen_by(known.agent, parts.clock()))
    return parts.page(
        request,
        known,
        "calls.html",
        listed=[(one, calls.attempts(session, one)) for one in listed],
        most=rule_of(known.agent.landlord).attempts,
    )


Step = Literal["claim", "answered", "unanswered"]


@router.post("/{call_back_id}/{step}")
def change(
    call_back_id: int,
    step: Step,
    request: Request,
    session: SessionDep,
    parts: PartsDep,
    known: Sender,
) -> Response:
    """Take a call-back, or write down the call that was made."""
    agent, now = known.agent, parts.clock()
    seen = call_backs_seen_by(agent, now)
    try:
        if step == "claim":
            calls.claim(session, seen, call_back_id, agent_id=agent.id or 0)
            return parts.told(request, known, HERE, "call-claimed")
        made = calls.attempt(
            session,
            seen,
            call_back_id,
            agent_id=agent.id or 0,
            answered=step == "answered",
            knowledge=parts.library.knowledge,
            now=now,
        )
    except NotYourCall as refused:
        return parts.told(request, known, HERE, refused.type)
    if step == "unanswered":
        notices.unanswered(session, made, now=now)
        return parts.told(request, known, HERE, "call-unanswered")
    return parts.told(request, known, HERE, "call-done")
