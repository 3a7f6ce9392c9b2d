"""One search over everything that somebody may see."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse

from backend.console import readings, search_queries, tenants_queries
from backend.console.errors import ConsoleRoute
from backend.console.identity import Identity
from backend.console.knowledge import reader
from backend.console.screens import PartsDep
from backend.db import SessionDep

HERE = "/console/recherche"
_SHORTEST, _ENTRIES = 2, 5

router = APIRouter(prefix=HERE, include_in_schema=False, route_class=ConsoleRoute)


@router.get("")
def show(
    request: Request,
    session: SessionDep,
    parts: PartsDep,
    known: Identity,
    q: Annotated[str, Query(max_length=200)] = "",
) -> HTMLResponse:
    """Show what is found of conversations, tenants, requests and knowledge."""
    agent, now, words = known.agent, parts.clock(), q.replace("\x00", "").strip()
    asked, most = len(words) >= _SHORTEST, search_queries.SHOWN
    return parts.page(
        request,
        known,
        "search.html",
        query=words,
        asked=asked,
        talks=search_queries.conversations(session, agent, words, now) if asked else [],
        tenants=tenants_queries.found(session, agent, words, now, limit=most) if asked else [],
        filed=search_queries.requests(session, agent, words, now) if asked else [],
        entries=readings.search(reader(parts, known), words)[:_ENTRIES] if asked else [],
    )
