"""The landlord's requests: a list with filters, one in detail."""

from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse
from sqlmodel import Session

from backend.agents.models import Agency, Agent
from backend.agents.queries import agencies
from backend.agents.service import SignedIn
from backend.clocks.service import clock_of
from backend.console import handling, lines, queries, requests_queries
from backend.console.errors import ConsoleRoute
from backend.console.identity import Identity
from backend.console.requests_queries import Filters
from backend.console.screens import Parts, PartsDep
from backend.conversations.errors import ConversationNotFound
from backend.db import SessionDep
from backend.sollicitations import service as sollicitations
from backend.sollicitations.models import Sollicitation

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
    """Show one request with its history, what hangs together with it, and what may be done."""
    one = requests_queries.request(session, known.agent.landlord, sollicitation_id)
    shown = _shown(session, parts, known, one)
    return parts.page(request, known, "detail.html", **shown)


def _shown(session: Session, parts: Parts, known: SignedIn, one: Sollicitation) -> dict[str, Any]:
    agency = session.get(Agency, one.agency_id) if one.agency_id else None
    kept = session.get(Sollicitation, one.merged_into) if one.merged_into else None
    first = session.get(Sollicitation, one.split_from) if one.split_from else None
    return {
        "filed": lines.filed(session, known.agent, one),
        "agency": agency.name if agency else "",
        "clock": clock_of(session, one.id or 0),
        "landlord": parts.landlord_name(one.landlord),
        "conversation": _conversation(session, known.agent, one),
        "may_change": handling.may_change(known.agent, one),
        "agencies": agencies(session, known.agent.landlord),
        "colleagues": queries.colleagues(session, known.agent.landlord),
        "kept": kept,
        "first": first,
        "merged": [
            (lines.filed(session, known.agent, other), _conversation(session, known.agent, other))
            for other in sollicitations.merged_into(session, one.id or 0)
        ],
        "parts_of_it": sollicitations.split_from(session, one.id or 0),
    }


def _conversation(session: Session, agent: Agent, one: Sollicitation) -> str:
    """Return the conversation that a request comes from, if the agent may see it."""
    try:
        return queries.conversation(session, agent.landlord, one.conversation_id or "").id
    except ConversationNotFound:
        return ""
