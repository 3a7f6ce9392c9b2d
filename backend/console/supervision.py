"""The supervisor's page: who is there, what waits, today's figures, what needs a look."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from backend.console import ageing_queries, figures, spent
from backend.console.errors import ConsoleRoute
from backend.console.identity import Supervisor
from backend.console.screens import PartsDep
from backend.db import SessionDep
from backend.handover.boundary import requests_seen_by
from backend.incidents import service as incidents
from backend.webhooks import service as webhooks

router = APIRouter(prefix="/console", include_in_schema=False, route_class=ConsoleRoute)


@router.get("/supervision")
def supervision(
    request: Request, session: SessionDep, parts: PartsDep, known: Supervisor
) -> HTMLResponse:
    """Show the state of the contact centre of one landlord."""
    landlord, now = known.agent.landlord, parts.clock()
    seen = requests_seen_by(known.agent, now)
    return parts.page(
        request,
        known,
        "supervision.html",
        figures=figures.today(session, landlord, now),
        spent=spent.today(session, parts.library.knowledge, landlord, figures.midnight_of(now)),
        paused=webhooks.failing(session, landlord),
        team=figures.team(session, landlord, now),
        incidents=len(incidents.proposals(session, landlord, seen, now)),
        by_agency=ageing_queries.by(session, seen, ageing_queries.BY_AGENCY, now),
        by_role=ageing_queries.by(session, seen, ageing_queries.BY_ROLE, now),
    )
