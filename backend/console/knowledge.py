"""The agents' knowledge: searching it, reading an entry, sending it to the tenant."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Form, Query, Request, Response
from fastapi.responses import HTMLResponse

from backend.agents.service import SignedIn
from backend.console import lines, readings
from backend.console.errors import HTMX, ConsoleRoute
from backend.console.identity import Identity, Sender
from backend.console.readings import Card, Reader
from backend.console.screens import Parts, PartsDep, language_of
from backend.console.sending import NotForTenants, send_entry
from backend.conversations.errors import NotYours
from backend.conversations.models import Author
from backend.db import SessionDep
from backend.library import service
from knowledge.hours import PARIS

HERE = "/console/connaissances"
LONGEST_ID = 64
Words = Annotated[str, Query(max_length=1_000)]

router = APIRouter(include_in_schema=False, route_class=ConsoleRoute)


@dataclass(frozen=True)
class Panel:
    """What the knowledge says beside a conversation: to a question, and to the tenant's words."""

    query: str
    found: Sequence[Card]
    suggested: Sequence[Card]
    after: int


def reader(parts: Parts, known: SignedIn, landlord: str | None = None) -> Reader:
    """Return who reads, and for which landlord's tenant."""
    day = parts.clock().astimezone(PARIS).date()
    return Reader(parts.library.edition, known.agent, landlord, language_of(known), day)


def panel(parts: Parts, known: SignedIn, talk: lines.Talk, query: str) -> Panel:
    """Return what is found for an open conversation."""
    reads = reader(parts, known, talk.it.landlord)
    said = [line for line in talk.lines if line.author is Author.TENANT]
    return Panel(
        query=query,
        found=readings.search(reads, query),
        suggested=readings.suggested(reads, [line.text for line in said]),
        after=int(said[-1].id) if said else 0,
    )


@router.get(HERE)
def library(
    request: Request, session: SessionDep, parts: PartsDep, known: Identity, q: Words = ""
) -> HTMLResponse:
    """Search the whole knowledge, or leaf through it."""
    reads = reader(parts, known)
    if HTMX in request.headers:
        return parts.page(request, known, "entries.html", query=q, found=readings.search(reads, q))
    return parts.page(
        request,
        known,
        "knowledge.html",
        query=q,
        found=readings.search(reads, q),
        shelves=readings.shelves(reads),
        waiting=service.open_count(session, known.agent.landlord),
        refused=parts.library.refused,
    )


@router.get("/console/conversations/{conversation_id}/knowledge")
def beside(
    conversation_id: str,
    request: Request,
    session: SessionDep,
    parts: PartsDep,
    known: Identity,
    q: Words = "",
) -> HTMLResponse:
    """Return what is found for a conversation alone, to refresh it."""
    talk = lines.talk(
        session, known.agent, conversation_id[:LONGEST_ID], parts.landlord_name, parts.clock()
    )
    return parts.page(request, known, "found.html", talk=talk, panel=panel(parts, known, talk, q))


@router.post("/console/conversations/{conversation_id}/entry")
def send(
    conversation_id: str,
    request: Request,
    session: SessionDep,
    parts: PartsDep,
    known: Sender,
    entry: Annotated[str, Form(max_length=200)],
    client_id: Annotated[str, Form(max_length=64)] = "",
) -> Response:
    """Send an entry to the tenant of the conversation, with its source."""
    reads, name = reader(parts, known), "entry-sent"
    try:
        send_entry(
            session,
            reads.knowledge,
            known.agent,
            conversation_id[:LONGEST_ID],
            entry,
            client_id=client_id,
            day=reads.day,
            now=parts.clock(),
        )
    except NotForTenants:
        name = "not-for-tenants"
    except NotYours:
        name = "not-yours"
    return parts.told(request, known, f"/console/conversations/{conversation_id}", name)


@router.get(HERE + "/{entry_id}")
def entry(
    entry_id: str, request: Request, session: SessionDep, parts: PartsDep, known: Identity
) -> HTMLResponse:
    """Show an entry whole: texts, values, source, what was amended, what was proposed."""
    reads = reader(parts, known)
    found = readings.entry(reads, entry_id)
    amendments = service.amendments_of(session, found.id)
    corrections = service.corrections_of(session, known.agent.landlord, found.id)
    who = {one.author_id for one in amendments} | {one.withdrawn_by for one in amendments}
    who |= {one.proposed_by for one in corrections} | {one.decided_by for one in corrections}
    return parts.page(
        request,
        known,
        "entry.html",
        card=reads.card(found),
        texts=[(code, reads.text(found, code)) for code in found.answer],
        values=readings.values(reads, found),
        amendments=amendments,
        left_out=parts.library.left_out,
        corrections=corrections,
        names=service.names(session, who),
        today=reads.day,
        may_amend=service.may_amend(parts.library.knowledge, known.agent, found),
    )
