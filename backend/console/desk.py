"""The desk: the lists, the open conversation, what stands beside it, and the stream of changes."""

import time
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import suppress
from datetime import datetime
from functools import partial
from typing import Annotated, Any

from anyio import to_thread
from fastapi import APIRouter, Header, Query, Request
from fastapi.responses import HTMLResponse
from fastapi.sse import EventSourceResponse, ServerSentEvent
from sqlmodel import Session

from backend import clock
from backend.agents.errors import SignedOut
from backend.agents.models import Agent
from backend.console import identity, lines, queries
from backend.console.errors import ConsoleRoute
from backend.console.identity import Identity
from backend.console.knowledge import Words, panel
from backend.console.passing import targets
from backend.console.screens import Parts, PartsDep
from backend.conversations.errors import ConversationNotFound
from backend.conversations.writing import QUEUE_TOPIC
from backend.db import SessionDep, UnitOfWork
from backend.feed.models import FeedEvent
from backend.feed.service import last_id
from backend.handover import canned as canned_answers
from backend.handover import looks
from backend.handover.boundary import is_bound
from backend.handover.rules import rules_of

_LOOK_AGAIN = 15.0
LONGEST_ID = 64

router = APIRouter(prefix="/console", include_in_schema=False, route_class=ConsoleRoute)


def _lists(session: Session, agent: Agent, now: datetime) -> dict[str, Any]:
    waiting = queries.waiting(session, agent, now)
    return {
        "waiting": waiting,
        "agencies": queries.agency_names(session, {one.agency_id for one in waiting}),
        "mine": queries.mine(session, agent.id or 0),
        "with_bot": queries.with_bot(session, agent, now),
        "long": rules_of(agent.landlord).choice.total_seconds(),
        "most": {"lists": queries.SHOWN, "bot": queries.SHOWN_WITH_BOT},
    }


def _talk(session: Session, parts: Parts, agent: Agent, conversation_id: str) -> dict[str, Any]:
    """Return a conversation and what stands beside it."""
    now = parts.clock()
    found = lines.talk(session, agent, conversation_id[:LONGEST_ID], parts.landlord_name, now)
    filed = lines.filed_beside(session, agent, found.it, now)
    tenant = lines.tenant(session, agent, found.it, filed, now)
    return {"talk": found, "beside": filed, "tenant": tenant}


def _around(session: Session, parts: Parts, agent: Agent, talk: lines.Talk) -> dict[str, Any]:
    """Return who else looks at a conversation, now that the agent does, and whom it may go to."""
    now, me = parts.clock(), agent.id or 0
    looks.look(session, talk.it, agent_id=me, now=now)
    looking = looks.others(session, talk.it.id, agent_id=me, now=now)
    return {"looking": looking, **targets(session, agent, now)}


def _ready(
    session: Session, parts: Parts, agent: Agent, context: dict[str, Any]
) -> Sequence[tuple[int | None, str, str]]:
    """Return the answers that are written once, filled with the tenant's own."""
    tenant, filed = context["tenant"], context["beside"]
    values = {
        "nom": tenant.person.name if tenant else "",
        "adresse": tenant.home.address if tenant and tenant.home else "",
        "code": filed[0].it.code if filed else "",
        "agent": agent.name,
        "bailleur": parts.landlord_name(agent.landlord),
    }
    listed = canned_answers.listed(session, agent.landlord)
    return [(one.id, one.title, canned_answers.filled(one.text, values)) for one in listed]


@router.get("")
def desk(request: Request, session: SessionDep, parts: PartsDep, known: Identity) -> HTMLResponse:
    """Show the lists, and no conversation yet."""
    seen = last_id(session)
    lists = _lists(session, known.agent, parts.clock())
    return parts.page(
        request, known, "desk.html", seen=seen, talk=None, open="", name_of=parts.landlord_name,
        **lists,
    )  # fmt: skip


@router.get("/conversations/{conversation_id}")
def conversation(
    conversation_id: str,
    request: Request,
    session: SessionDep,
    parts: PartsDep,
    known: Identity,
    q: Words = "",
    canned: int = 0,
) -> HTMLResponse:
    """Show the desk with one conversation open, and what the knowledge says to `q`."""
    seen = last_id(session)
    context = _talk(session, parts, known.agent, conversation_id)
    context |= _around(session, parts, known.agent, context["talk"])
    context |= _lists(session, known.agent, parts.clock())
    return parts.page(
        request, known, "desk.html", seen=seen, open=conversation_id, name_of=parts.landlord_name,
        taken_by=context["talk"].owner, canned=canned,
        ready=_ready(session, parts, known.agent, context),
        panel=panel(parts, known, context["talk"], q), **context,
    )  # fmt: skip


@router.get("/lists")
def lists(
    request: Request, session: SessionDep, parts: PartsDep, known: Identity, open: str = ""
) -> HTMLResponse:
    """Return the lists alone, to refresh them."""
    return parts.page(
        request, known, "lists.html", open=open, name_of=parts.landlord_name,
        **_lists(session, known.agent, parts.clock()),
    )  # fmt: skip


@router.get("/conversations/{conversation_id}/talk")
def talk(
    conversation_id: str, request: Request, session: SessionDep, parts: PartsDep, known: Identity
) -> HTMLResponse:
    """Return the open conversation alone, to refresh it."""
    context = _talk(session, parts, known.agent, conversation_id)
    context |= _around(session, parts, known.agent, context["talk"])
    ready = _ready(session, parts, known.agent, context)
    return parts.page(request, known, "talk.html", ready=ready, canned=0, **context)


@router.get("/conversations/{conversation_id}/beside")
def beside(
    conversation_id: str, request: Request, session: SessionDep, parts: PartsDep, known: Identity
) -> HTMLResponse:
    """Return what stands beside the conversation alone, to refresh it."""
    return parts.page(
        request, known, "beside.html", **_talk(session, parts, known.agent, conversation_id)
    )


@router.get("/events", response_class=EventSourceResponse)
async def events(
    request: Request,
    parts: PartsDep,
    known: Identity,
    open: Annotated[str, Query(max_length=LONGEST_ID)] = "",
    after: Annotated[int, Query(ge=0)] = 0,
    last_event_id: Annotated[int, Header(ge=0)] = 0,
) -> AsyncIterator[ServerSentEvent]:
    """Stream which conversations changed, as long as the session lasts; never what was said.

    What the border of an agency hides is only a sign to look at the lists again. `open` is the
    conversation on the screen: it is asked for anew whether it may still be seen.
    """
    landlord, looked = known.agent.landlord, time.monotonic()
    begin: UnitOfWork = request.app.state.unit_of_work
    last = max(after, last_event_id)
    async for event in parts.hub.stream(QUEUE_TOPIC, last, partial(_look_again, open_id=open)):
        ended = event.kind == "signed_out" and event.payload.get("agent") == known.agent.id
        if ended or time.monotonic() - looked > _LOOK_AGAIN:
            if not await to_thread.run_sync(_still_in, request):
                return
            looked = time.monotonic()
        if event.id is None and not is_for(event.payload, known.agent, open):
            continue
        if event.kind != "signed_out" and event.payload.get("landlord") in (None, landlord):
            by_name = await follows(begin, parts.clock(), known.agent, event.payload, open)
            for told in _told(event, by_name=by_name):
                yield told


def _look_again(_: Session, open_id: str) -> Sequence[FeedEvent]:
    """Return the one event that makes the desk look at everything anew."""
    told = {"landlord": None, "conversation": open_id or None}
    return [FeedEvent(topic=QUEUE_TOPIC, kind="whole", payload=told, created_at=clock.now())]


def is_for(sign: dict[str, Any], agent: Agent, open_id: str) -> bool:
    """A sign is for who has the conversation on the screen, and did not give it."""
    return sign.get("conversation") == open_id and sign.get("by") != agent.id


def _still_in(request: Request) -> bool:
    try:
        identity.identity(request)
    except SignedOut:
        return False
    return True


async def follows(
    begin: UnitOfWork, now: datetime, agent: Agent, told: dict[str, Any], open_id: str
) -> bool:
    """Tell whether an agent may know which conversation changed."""
    if not is_bound(agent) or told.get("agency") in (None, agent.agency_id):
        return True
    if told.get("agent") == agent.id:
        return True
    if not open_id or told.get("conversation") != open_id:
        return False

    def seen() -> bool:
        with begin() as session, suppress(ConversationNotFound):
            queries.conversation(session, agent, open_id, now)
            return True
        return False

    return await to_thread.run_sync(seen)


def _told(event: FeedEvent, *, by_name: bool) -> Iterable[ServerSentEvent]:
    """One change, twice: for the lists, and under its own name for who has it open.

    A sign is of no number and for no list.
    """
    if event.id is None:
        if by_name:
            name = f"{event.kind}-{event.payload['conversation']}"
            yield ServerSentEvent(event=name, data=event.payload.get("author"))
        return
    number, what = str(event.id), {"kind": event.kind, "author": event.payload.get("author")}
    yield ServerSentEvent(id=number, event="desk", data=what)
    if by_name and event.payload.get("conversation"):
        name = f"conversation-{event.payload['conversation']}"
        yield ServerSentEvent(id=number, event=name, data=what)
