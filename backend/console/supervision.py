"""The supervisor's page: who is there, what waits, today's figures, what needs a look."""

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from sqlmodel import Session

from backend.agents.models import Agent
from backend.console import ageing_queries, figures, spent
from backend.console.errors import ConsoleRoute
from backend.console.identity import Supervisor
from backend.console.screens import Parts, PartsDep
from backend.db import SessionDep
from backend.handover.boundary import requests_seen_by
from backend.handover.rules import rules_of
from backend.incidents import service as incidents
from backend.webhooks import service as webhooks

router = APIRouter(prefix="/console", include_in_schema=False, route_class=ConsoleRoute)


def _now(session: Session, parts: Parts, agent: Agent) -> dict[str, Any]:
    """Return what waits, who is there and on what, and what needs a look."""
    landlord, now = agent.landlord, parts.clock()
    seen = requests_seen_by(agent, now)
    return {
        "figures": figures.today(session, landlord, now),
        "spent": spent.today(session, parts.library.knowledge, landlord, figures.midnight_of(now)),
        "paused": webhooks.failing(session, landlord),
        "team": figures.team(session, landlord, now),
        "held": figures.held(session, landlord),
        "rules": rules_of(landlord),
        "incidents": len(incidents.proposals(session, landlord, seen, now)),
    }


@router.get("/supervision")
def supervision(
    request: Request, session: SessionDep, parts: PartsDep, known: Supervisor
) -> HTMLResponse:
    """Show the state of the contact centre of one landlord."""
    now = parts.clock()
    seen = requests_seen_by(known.agent, now)
    return parts.page(
        request,
        known,
        "supervision.html",
        by_agency=ageing_queries.by(session, seen, ageing_queries.BY_AGENCY, now),
        by_role=ageing_queries.by(session, seen, ageing_queries.BY_ROLE, now),
        **_now(session, parts, known.agent),
    )


@router.get("/supervision/maintenant")
def supervision_now(
    request: Request, session: SessionDep, parts: PartsDep, known: Supervisor
) -> HTMLResponse:
    """Return what changes from minute to minute alone, as the page fetches it again."""
    return parts.page(request, known, "supervision_now.html", **_now(session, parts, known.agent))
