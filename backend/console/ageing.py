"""What waits longest: the landlord's open requests by age, what is late before the rest."""

from urllib.parse import urlencode

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from backend.agents.queries import agencies
from backend.clocks.service import week_of
from backend.console import ageing_queries
from backend.console.ageing_queries import Wanted
from backend.console.errors import ConsoleRoute
from backend.console.identity import Identity
from backend.console.screens import PartsDep
from backend.db import SessionDep
from backend.handover.boundary import requests_seen_by

router = APIRouter(prefix="/console/anciennete", include_in_schema=False, route_class=ConsoleRoute)


@router.get("")
def show(
    request: Request,
    session: SessionDep,
    parts: PartsDep,
    known: Identity,
    agency: str = "",
    role: str = "",
    category: str = "",
    late: bool = False,
    page: int = 1,
) -> HTMLResponse:
    """Show the open requests, what is late first, then the oldest."""
    landlord, now = known.agent.landlord, parts.clock()
    wanted = Wanted(agency, role, category, late)
    seen = requests_seen_by(known.agent, now)
    week = week_of(parts.library.knowledge, landlord)
    narrowed = {**vars(wanted), "late": "true" if late else ""}
    return parts.page(
        request,
        known,
        "ageing.html",
        page=ageing_queries.oldest(session, seen, week, wanted, page, now),
        by_category=ageing_queries.by(session, seen, ageing_queries.BY_CATEGORY, now),
        wanted=wanted,
        agencies=agencies(session, landlord),
        query=urlencode({name: value for name, value in narrowed.items() if value}),
    )
