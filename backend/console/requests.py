"""The landlord's requests: a list with filters, one in detail, a change of state."""

from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Form, Query, Request, Response
from fastapi.responses import HTMLResponse
from sqlmodel import Session

from backend.agents.models import Agency, Agent
from backend.agents.queries import agencies
from backend.clocks.service import clock_of
from backend.console import lines, queries, requests_queries, service
from backend.console.errors import ConsoleRoute
from backend.console.identity import Identity, Sender
from backend.console.requests_queries import Filters
from backend.console.screens import PartsDep
from backend.conversations.errors import ConversationNotFound
from backend.db import SessionDep
from backend.sollicitations.models import Sollicitation
from backend.sollicitations.states import MoveNotAllowed
from backend.sollicitations.states import State as RequestState

HERE = "/console/sollicitations"
_LONGEST = 200

router = APIRouter(prefix=HERE, include_in_schema=False, route_class=ConsoleRoute)


@router.get("")
def search(
    request: Request,
    session: SessionDep,
    parts: PartsDep,
    known: Identity,
    state: str = "",
    category: str = "",
    agency: str = "",
    role: str = "",
    text: Annotated[str, Query(max_length=_LONGEST)] = "",
    page: int = 1,
) -> HTMLResponse:
    """Show the landlord's requests, newest first."""
    own = agencies(session, known.agent.landlord)
    chosen = next((a.id for a in own if str(a.id) == agency), None)
    filters = Filters(state, category, chosen, role, text.replace("\x00", "").strip())
    narrowed = {
        "text": filters.text,
        "state": state,
        "category": category,
        "agency": agency,
        "role": role,
    }
    return parts.page(
        request,
        known,
        "list.html",
        page=requests_queries.search(session, known.agent.landlord, filters, page),
        filters=filters,
        agencies=own,
        query=urlencode({name: value for name, value in narrowed.items() if value}),
    )


@router.get("/{sollicitation_id}")
def detail(
    sollicitation_id: int, request: Request, session: SessionDep, parts: PartsDep, known: Identity
) -> HTMLResponse:
    """Show one request with its history and where it may go."""
    one = requests_queries.request(session, known.agent.landlord, sollicitation_id)
    agency = session.get(Agency, one.agency_id) if one.agency_id else None
    return parts.page(
        request,
        known,
        "detail.html",
        filed=lines.filed(session, known.agent, one),
        agency=agency.name if agency else "",
        clock=clock_of(session, one.id or 0),
        landlord=parts.landlord_name(one.landlord),
        conversation=_conversation(session, known.agent, one),
    )


def _conversation(session: Session, agent: Agent, one: Sollicitation) -> str:
    """Return the conversation that a request comes from, if the agent may see it."""
    try:
        return queries.conversation(session, agent.landlord, one.conversation_id or "").id
    except ConversationNotFound:
        return ""


@router.post("/{sollicitation_id}/state")
def change(
    sollicitation_id: int,
    request: Request,
    session: SessionDep,
    parts: PartsDep,
    known: Sender,
    to: Annotated[RequestState, Form()],
    note: Annotated[str, Form(max_length=5_000)] = "",
    back: Annotated[str, Form()] = HERE,
) -> Response:
    """Move a request; its tenant is told, where there is somewhere to tell it."""
    agent, now = known.agent, parts.clock()
    address = back if back.startswith("/console/") and "//" not in back else HERE
    try:
        _, told = service.change_request(
            session, agent, sollicitation_id, to=to, note=note, now=now
        )
    except MoveNotAllowed:
        return parts.told(request, known, address, "not-allowed")
    return parts.told(request, known, address, "changed" if told else "changed-silently")
