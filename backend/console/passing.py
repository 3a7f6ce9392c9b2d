"""Passing a conversation on: to a colleague who is there, a role, an agency; and notes on it."""

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Form, Request, Response
from sqlmodel import Session

from backend.agents import service as agents
from backend.agents.models import Agency, Agent, Role
from backend.audit import service as audit
from backend.console import queries
from backend.console.errors import ConsoleRoute, WrongTarget
from backend.console.identity import Sender
from backend.console.screens import PartsDep
from backend.conversations import ownership
from backend.conversations.errors import NotYours
from backend.conversations.models import State
from backend.db import SessionDep
from backend.handover import notes, queue
from backend.handover.errors import NotThere
from backend.routing.service import Role as Skill

router = APIRouter(
    prefix="/console/conversations", include_in_schema=False, route_class=ConsoleRoute
)


def targets(session: Session, agent: Agent, now: datetime) -> dict[str, Any]:
    """Return to whom a conversation may be passed: colleagues who are there, and agencies."""
    there = [
        one
        for one in queries.colleagues(session, agent.landlord)
        if agents.is_present(session, one.id or 0, now=now)
    ]
    return {"there": there, "agencies_to": queries.agencies_of(session, agent.landlord)}


def pass_on(
    session: Session, agent: Agent, conversation_id: str, *, to: str, note: str, now: datetime
) -> None:
    """Pass on what one has, or what a colleague has where one supervises.

    Raises NotYours, NotThere for a colleague who left, WrongTarget for what is none here.
    """
    held = queries.conversation(session, agent, conversation_id, now)
    may = held.agent_id == agent.id or agent.role is not Role.AGENT
    if held.state is not State.AGENT or held.agent_id is None or not may:
        raise NotYours
    holder, landlord = held.agent_id, agent.landlord
    kind, _, value = to.partition(":")
    if kind == "agent":
        found = session.get(Agent, int(value)) if value.isdecimal() else None
        if found is None or found.landlord != landlord:
            raise WrongTarget
        queue.pass_on(session, conversation_id, holder=holder, to=found.id or 0, now=now)
    else:
        wanted = _wanted(session, landlord, kind, value)
        if not ownership.requeue(
            session, conversation_id, agent_id=holder, now=now, reason="transferred", **wanted
        ):
            raise NotYours
    notes.write(session, held, note, agent_id=agent.id or 0, now=now)
    audit.write(
        session,
        landlord=landlord,
        by=agent.login,
        what="conversation-passed-on",
        about=conversation_id,
        now=now,
        old={"agent_id": holder},
        new={"to": to},
    )


def _wanted(session: Session, landlord: str, kind: str, value: str) -> dict[str, Any]:
    if kind == "role" and value in set(Skill):
        return {"wanted_role": value, "agency_id": None}
    agency = session.get(Agency, int(value)) if kind == "agency" and value.isdecimal() else None
    if agency is None or agency.landlord != landlord:
        raise WrongTarget
    return {"wanted_role": None, "agency_id": agency.id}


@router.post("/{conversation_id}/pass-on")
def pass_it_on(
    conversation_id: str,
    request: Request,
    session: SessionDep,
    parts: PartsDep,
    known: Sender,
    to: Annotated[str, Form(max_length=60)] = "",
    note: Annotated[str, Form()] = "",
) -> Response:
    """Pass the conversation on, with what the next one has to know."""
    here = f"/console/conversations/{conversation_id}"
    try:
        pass_on(session, known.agent, conversation_id, to=to, note=note, now=parts.clock())
    except NotThere:
        return parts.told(request, known, here, "not-there")
    except NotYours:
        return parts.told(request, known, here, "not-yours")
    return parts.told(request, known, here, "passed-on")


@router.post("/{conversation_id}/note")
def note(
    conversation_id: str,
    request: Request,
    session: SessionDep,
    parts: PartsDep,
    known: Sender,
    text: Annotated[str, Form()] = "",
) -> Response:
    """Keep a note for colleagues; no tenant ever reads it."""
    now = parts.clock()
    found = queries.conversation(session, known.agent, conversation_id, now)
    kept = notes.write(session, found, text, agent_id=known.agent.id or 0, now=now)
    here = f"/console/conversations/{conversation_id}"
    return parts.told(request, known, here, "note-kept" if kept else "empty")
