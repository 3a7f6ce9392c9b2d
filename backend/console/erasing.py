"""Forgetting a person: what is kept of them is shown, then erased for good; who supervises does it.

What is looked for is sent in the form's body: a telephone has no place in an address.
"""

from typing import Annotated

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import HTMLResponse
from sqlmodel import Session

from backend.agents.service import SignedIn
from backend.console.errors import ConsoleRoute
from backend.console.identity import Supervisor, SupervisorsForm
from backend.console.screens import Parts, PartsDep
from backend.db import SessionDep
from backend.privacy import service as privacy
from backend.privacy.errors import NobodyFound, SharedTelephone, StillUnderWay
from backend.privacy.queries import Subject

HERE = "/console/effacement"

router = APIRouter(prefix=HERE, include_in_schema=False, route_class=ConsoleRoute)
Who = Annotated[str, Form(max_length=80)]


def _page(
    request: Request,
    parts: Parts,
    known: SignedIn,
    *,
    who: str = "",
    found: Subject | None = None,
    wrong: str = "",
) -> HTMLResponse:
    return parts.page(
        request,
        known,
        "erasing.html",
        status=422 if wrong else 200,
        who=who,
        found=found,
        wrong=wrong,
    )


@router.get("")
def show(request: Request, parts: PartsDep, known: Supervisor) -> HTMLResponse:
    """Ask who is to be forgotten."""
    return _page(request, parts, known)


@router.post("/chercher")
def look(
    request: Request, session: SessionDep, parts: PartsDep, known: SupervisorsForm, who: Who = ""
) -> HTMLResponse:
    """Show what is kept of them, and what has to be ended first."""
    return _shown(request, session, parts, known, who)


@router.post("")
def erase(
    request: Request,
    session: SessionDep,
    parts: PartsDep,
    known: SupervisorsForm,
    who: Who = "",
    sure: Annotated[str, Form()] = "",
) -> Response:
    """Forget them, where it was confirmed that they asked for it."""
    if not sure:
        return _shown(request, session, parts, known, who, wrong="not-sure")
    landlord = known.agent.landlord
    try:
        privacy.erase(session, landlord, who, by=known.agent, now=parts.clock())
    except (NobodyFound, SharedTelephone, StillUnderWay):
        return _shown(request, session, parts, known, who)
    return parts.told(request, known, HERE, "person-erased")


def _shown(
    request: Request, session: Session, parts: Parts, known: SignedIn, who: str, wrong: str = ""
) -> HTMLResponse:
    try:
        found = privacy.find(session, known.agent.landlord, who)
    except (NobodyFound, SharedTelephone) as error:
        return _page(request, parts, known, who=who, wrong=error.type)
    return _page(request, parts, known, who=who, found=found, wrong=wrong)
