"""The answers that a landlord's agents write once: read by all, kept by who supervises."""

from typing import Annotated

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import HTMLResponse

from backend.console.errors import ConsoleRoute
from backend.console.identity import Identity, SupervisorsForm
from backend.console.screens import PartsDep
from backend.db import SessionDep
from backend.handover import canned
from backend.handover.canned import AnswerRefused

HERE = "/console/reponses"

router = APIRouter(prefix=HERE, include_in_schema=False, route_class=ConsoleRoute)


@router.get("")
def show(request: Request, session: SessionDep, parts: PartsDep, known: Identity) -> HTMLResponse:
    """Show the landlord's answers."""
    listed = canned.listed(session, known.agent.landlord)
    return parts.page(request, known, "canned.html", listed=listed, fields=canned.FIELDS)


@router.post("")
def add(
    request: Request,
    session: SessionDep,
    parts: PartsDep,
    known: SupervisorsForm,
    title: Annotated[str, Form()] = "",
    text: Annotated[str, Form()] = "",
) -> Response:
    """Keep an answer."""
    try:
        canned.add(session, known.agent, title=title, text=text, now=parts.clock())
    except AnswerRefused as refused:
        return parts.told(request, known, HERE, refused.type)
    return parts.told(request, known, HERE, "answer-kept")


@router.post("/{answer_id}/remove")
def remove(
    answer_id: int, request: Request, session: SessionDep, parts: PartsDep, known: SupervisorsForm
) -> Response:
    """Offer an answer no more."""
    canned.remove(session, known.agent, answer_id, now=parts.clock())
    return parts.told(request, known, HERE, "answer-removed")
