"""Deposit links, for the agents: one button on a request and on an applicant's access."""

from typing import Annotated, Literal

from fastapi import APIRouter, Form, Request, Response

from backend.console import depositing
from backend.console.applicants import HERE as APPLICANTS
from backend.console.errors import ConsoleRoute
from backend.console.identity import Sender
from backend.console.requests import HERE as REQUESTS
from backend.console.screens import Parts, PartsDep
from backend.db import SessionDep
from backend.deposits.errors import NobodyToWrite
from backend.deposits.models import Purpose
from backend.deposits.service import Deposits

OfARequest = Literal[Purpose.REQUEST, Purpose.TAX_NOTICE]

router = APIRouter(prefix="/console/depots", include_in_schema=False, route_class=ConsoleRoute)


def _deposits(parts: Parts) -> Deposits:
    return Deposits(parts.settings, parts.library)


@router.post("/demandes/{sollicitation_id}")
def for_request(
    sollicitation_id: int,
    request: Request,
    session: SessionDep,
    parts: PartsDep,
    known: Sender,
    purpose: Annotated[OfARequest, Form()] = Purpose.REQUEST,
) -> Response:
    """Send the tenant of a request a link for photos, papers or a tax notice."""
    address, deposits, now = f"{REQUESTS}/{sollicitation_id}", _deposits(parts), parts.clock()
    try:
        depositing.for_request(
            session, deposits, known.agent, sollicitation_id, purpose=purpose, now=now
        )
    except NobodyToWrite:
        return parts.told(request, known, address, "nobody-to-write")
    return parts.told(request, known, address, "link-sent")


@router.post("/demandeurs/{access_id}")
def for_applicant(
    access_id: int, request: Request, session: SessionDep, parts: PartsDep, known: Sender
) -> Response:
    """Send an applicant a link for the papers."""
    deposits, now = _deposits(parts), parts.clock()
    try:
        depositing.for_applicant(session, deposits, known.agent, access_id, now=now)
    except NobodyToWrite:
        return parts.told(request, known, APPLICANTS, "nobody-to-write")
    return parts.told(request, known, APPLICANTS, "link-sent")
