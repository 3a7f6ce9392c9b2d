"""The telephone on the console: who calls, at once, and what the call was about, before it ends."""

from datetime import datetime
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Form, Query, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from backend.agents.models import Role
from backend.calls import service as calls
from backend.calls.errors import AlreadyQualified, NotQualified
from backend.calls.models import LONGEST_CALL
from backend.calls.service import Closing, Which
from backend.console import queries, requests_queries, tenants_queries
from backend.console.errors import ConsoleRoute
from backend.console.figures import midnight_of
from backend.console.identity import Identity, Sender
from backend.console.screens import PartsDep
from backend.db import SessionDep
from backend.handover.boundary import calls_seen_by
from backend.tenants import reaching
from backend.tenants import service as tenants
from backend.webhooks.signing import call_secret, shown
from channels.phone import dialled

POP, HERE = "/console/pop", "/console/appels"

router = APIRouter(prefix="/console", include_in_schema=False, route_class=ConsoleRoute)


@router.get("/pop")
def pop(
    request: Request,
    session: SessionDep,
    parts: PartsDep,
    known: Identity,
    caller: Annotated[str, Query(max_length=40)] = "",
) -> HTMLResponse:
    """Show who calls: the address that a telephone system opens with the caller's number."""
    agent, landlord, now = known.agent, known.agent.landlord, parts.clock()
    # A plus sign that a telephone system did not escape arrives as a space.
    phone = dialled(caller.replace(" ", "+", 1) if caller.startswith(" ") else caller)
    person = tenants.by_phone(session, phone, landlord)
    elsewhere = person is not None and not tenants_queries.is_seen(session, agent, person, now)
    person = None if elsewhere else person
    filed = requests_queries.of_number(session, agent, phone, now) if phone else []
    return parts.page(
        request,
        known,
        "pop.html",
        phone=phone,
        caller=caller,
        person=person,
        elsewhere=elsewhere,
        home=tenants.residence_of(session, person),
        reached=reaching.rule_of(session, person),
        filed=filed,
        before=calls.before(session, calls_seen_by(agent, now), phone) if phone else [],
        talk=queries.open_talk(session, agent, phone, now) if phone else None,
        running=calls.running(session, landlord, phone, now) if phone else None,
        proposed=calls.proposed(filed),
    )


@router.post("/pop")
def answer(
    request: Request,
    session: SessionDep,
    parts: PartsDep,
    known: Sender,
    caller: Annotated[str, Form(max_length=40)] = "",
) -> Response:
    """Say that the agent is on the telephone with a number: the file opens, the call is kept."""
    phone = dialled(caller)
    if phone is not None:
        calls.answer(
            session, known.agent.landlord, phone, agent_id=known.agent.id or 0, now=parts.clock()
        )
    return RedirectResponse(f"{POP}?{urlencode({'caller': phone or caller})}", 303)


@router.get("/appels")
def show(
    request: Request,
    session: SessionDep,
    parts: PartsDep,
    known: Identity,
    which: str = "",
    after: Annotated[str, Query(max_length=80)] = "",
) -> HTMLResponse:
    """Show the log of calls: all of them, those to be qualified, or those that nobody answered."""
    landlord, now = known.agent.landlord, parts.clock()
    seen = calls_seen_by(known.agent, now)
    wanted = Which(which) if which in set(Which) else Which.ALL
    page = calls.listed(session, landlord, seen, wanted, after=after)
    key = parts.settings.signing_key.get_secret_value()
    is_admin = known.agent.role is Role.ADMINISTRATOR
    return parts.page(
        request,
        known,
        "phone_calls.html",
        listed=page.found,
        which=wanted,
        after=page.after,
        counted=calls.counted(session, landlord, seen, midnight_of(now)),
        names=queries.names(session, {one.agent_id for one in page.found}),
        secret=shown(call_secret(key, landlord)) if is_admin else "",
        hook=f"{parts.settings.public_base}/api/calls/{landlord}/events",
    )


@router.post("/appels")
def close(
    request: Request,
    session: SessionDep,
    parts: PartsDep,
    known: Sender,
    qualification: Annotated[str, Form()] = "",
    first_level: Annotated[str, Form()] = "no",
    note: Annotated[str, Form()] = "",
    address: Annotated[str, Form()] = "",
    caller: Annotated[str, Form(max_length=40)] = "",
    began: Annotated[str, Form(max_length=40)] = "",
    call: Annotated[int | None, Form()] = None,
    then: Annotated[str, Form()] = "",
) -> Response:
    """Close a call with what it was about, and file a request where that is asked for."""
    now = parts.clock()
    closing = Closing(qualification, first_level == "yes", note, then == "file", address)
    try:
        done = calls.close(
            session,
            known.agent.landlord,
            calls_seen_by(known.agent, now),
            call,
            closing,
            parts.library.knowledge,
            agent_id=known.agent.id or 0,
            by=known.agent.login,
            phone=dialled(caller),
            began_at=_began(began, now),
            now=now,
        )
    except (NotQualified, AlreadyQualified) as refused:
        return parts.told(request, known, HERE, refused.type)
    if done.sollicitation_id is not None:
        there = f"/console/sollicitations/{done.sollicitation_id}?notice=call-filed"
        return RedirectResponse(there, 303)
    return parts.told(request, known, HERE, "call-closed")


def _began(told: str, now: datetime) -> datetime:
    """Return since when the page has been open; now, where that is no moment of this call."""
    try:
        began = datetime.fromisoformat(told)
    except ValueError:
        return now
    is_one = began.tzinfo is not None and now - LONGEST_CALL < began < now
    return began if is_one else now
