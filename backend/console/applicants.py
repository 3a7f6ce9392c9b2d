"""Applicants, for the allocation officers: their accesses, the papers' clocks, the refusals."""

from collections.abc import Callable
from typing import Annotated, Literal

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import HTMLResponse
from sqlmodel import Session

from backend.agents.service import SignedIn
from backend.applicants import service
from backend.applicants.models import ApplicantAccess
from backend.console.errors import ConsoleRoute
from backend.console.identity import Identity, Sender
from backend.console.screens import Parts, PartsDep
from backend.db import SessionDep
from backend.deposits import service as deposits
from channels.errors import InvalidNumber
from channels.phone import is_mobile, normalise

HERE = "/console/demandeurs"
_LONGEST = 40

router = APIRouter(prefix=HERE, include_in_schema=False, route_class=ConsoleRoute)


def _page(
    request: Request,
    session: Session,
    parts: Parts,
    known: SignedIn,
    *,
    code: str = "",
    wrong: str = "",
) -> HTMLResponse:
    landlord = known.agent.landlord
    accesses = service.accesses(session, landlord)
    return parts.page(
        request,
        known,
        "applicants.html",
        status=422 if wrong else 200,
        code=code,
        wrong=wrong,
        accesses=accesses,
        files=deposits.of_accesses(session, [one.id or 0 for one in accesses]),
        refusals=service.refusals(session, landlord),
        counts_papers=service.counts_papers(landlord),
    )


@router.get("")
def show(request: Request, session: SessionDep, parts: PartsDep, known: Identity) -> HTMLResponse:
    """Show the landlord's accesses with their clocks, and the refusals to read."""
    return _page(request, session, parts, known)


@router.post("")
def issue(
    request: Request,
    session: SessionDep,
    parts: PartsDep,
    known: Sender,
    reference: Annotated[str, Form(max_length=_LONGEST)],
    phone: Annotated[str, Form(max_length=_LONGEST)] = "",
    papers: Annotated[bool, Form()] = False,
) -> HTMLResponse:
    """Open an access; its code is on this page and nowhere else."""
    reference = " ".join(reference.replace("\x00", "").split())
    reached = _mobile(phone)
    if not reference or reached is None:
        wrong = "phone" if reference else "reference"
        return _page(request, session, parts, known, wrong=wrong)
    now = parts.clock()
    access, code = service.issue(
        session,
        landlord=known.agent.landlord,
        agent_id=known.agent.id or 0,
        reference=reference,
        phone=reached or None,
        key=parts.settings.signing_key.get_secret_value(),
        now=now,
    )
    if papers and service.counts_papers(access.landlord):
        service.ask_papers(session, access, knowledge=parts.library.knowledge, now=now)
    return _page(request, session, parts, known, code=code)


def _mobile(phone: str) -> str | None:
    """Return a number that gets an SMS, "" where none was given, None for any other."""
    if not phone.strip():
        return ""
    try:
        number = normalise(phone)
    except InvalidNumber:
        return None
    return number if is_mobile(number) else None


@router.post("/refusals/{refusal_id}/read")
def read(
    refusal_id: int, request: Request, session: SessionDep, parts: PartsDep, known: Sender
) -> Response:
    """Take a refusal off the list."""
    service.read_refusal(session, known.agent.landlord, refusal_id, now=parts.clock())
    return parts.told(request, known, HERE, "saved-access")


Step = Literal["papers", "received", "revoke"]


@router.post("/{access_id}/{step}")
def change(
    access_id: int,
    step: Step,
    request: Request,
    session: SessionDep,
    parts: PartsDep,
    known: Sender,
) -> Response:
    """Start the papers' clock, stop it, or close the access."""
    access = service.of_landlord(session, known.agent.landlord, access_id)
    now, knowledge = parts.clock(), parts.library.knowledge
    steps: dict[Step, Callable[[ApplicantAccess], None]] = {
        "papers": lambda one: service.ask_papers(session, one, knowledge=knowledge, now=now),
        "received": lambda one: service.receive_papers(one, now=now),
        "revoke": lambda one: service.revoke(one, now=now),
    }
    steps[step](access)
    return parts.told(request, known, HERE, "saved-access")
