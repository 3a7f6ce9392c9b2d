"""Workshops that a survey leads to: planned, filled and cancelled by supervisors."""

from datetime import datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import HTMLResponse
from sqlmodel import Session

from backend.campaigns import service as campaigns
from backend.console.errors import ConsoleRoute
from backend.console.identity import Supervisor, SupervisorsForm
from backend.console.screens import Parts, PartsDep
from backend.console.surveys import HERE as SURVEYS
from backend.db import SessionDep
from backend.pages.views import PARIS
from backend.results import following
from backend.workshops import queries, service
from backend.workshops.errors import WorkshopNotFound, WorkshopOver, WorkshopUnfinished
from backend.workshops.models import Workshop
from backend.workshops.service import Plan

HERE = "/console/ateliers"
_LONGEST, _MOST = 120, 500

router = APIRouter(include_in_schema=False, route_class=ConsoleRoute)
Words = Annotated[str, Form(max_length=_LONGEST)]


@router.get(f"{SURVEYS}/{{campaign_id}}/ateliers")
def show(
    campaign_id: int, request: Request, session: SessionDep, parts: PartsDep, known: Supervisor
) -> HTMLResponse:
    """Show the workshops of a survey, with the form of another."""
    campaign = campaigns.of_landlord(session, known.agent.landlord, campaign_id)
    return parts.page(
        request,
        known,
        "workshops.html",
        survey=campaign,
        workshops=queries.of_campaign(session, campaign),
        needs=following.needs_of(session, campaign),
    )


@router.post(f"{SURVEYS}/{{campaign_id}}/ateliers")
def plan(
    campaign_id: int,
    request: Request,
    session: SessionDep,
    parts: PartsDep,
    known: SupervisorsForm,
    need: Words = "",
    title: Words = "",
    place: Words = "",
    starts_at: Words = "",
    ends_at: Words = "",
    seats: Annotated[int, Form(ge=0, le=_MOST)] = 0,
) -> Response:
    """Write a workshop; nobody is invited by that."""
    campaign = campaigns.of_landlord(session, known.agent.landlord, campaign_id)
    asked = need if need in following.needs_of(session, campaign) else ""
    words = [" ".join(one.replace("\x00", "").split()) for one in (title, place)]
    now = parts.clock()
    begins, ends = _moment(starts_at) or now, _moment(ends_at) or now
    try:
        made = service.plan(
            session, campaign, Plan(asked, words[0], words[1], begins, ends, seats), now=now
        )
    except WorkshopUnfinished as wrong:
        return parts.told(request, known, f"{SURVEYS}/{campaign_id}/ateliers", wrong.type)
    return parts.told(request, known, f"{HERE}/{made.id}", "workshop-planned")


def _moment(written: str) -> datetime | None:
    """Return a moment as a browser writes it, Paris time; None for what is none."""
    try:
        return datetime.fromisoformat(written).replace(tzinfo=PARIS)
    except ValueError:
        return None


@router.get(f"{HERE}/{{workshop_id}}")
def detail(
    workshop_id: int, request: Request, session: SessionDep, parts: PartsDep, known: Supervisor
) -> HTMLResponse:
    """Show a workshop: its seats, who was asked, and what they said."""
    workshop = service.of_landlord(session, known.agent.landlord, workshop_id)
    return parts.page(
        request,
        known,
        "workshop.html",
        workshop=workshop,
        seats=queries.seats(session, workshop),
        not_asked=len(queries.not_asked(session, workshop)),
        over=service.is_over(workshop, parts.clock()),
    )


@router.post(f"{HERE}/{{workshop_id}}/{{step}}")
def act(
    workshop_id: int,
    step: Literal["invitations", "annulation"],
    request: Request,
    session: SessionDep,
    parts: PartsDep,
    known: SupervisorsForm,
) -> Response:
    """Invite those who would like it, or cancel it."""
    workshop = service.of_landlord(session, known.agent.landlord, workshop_id)
    who, now = parts.landlord_name(workshop.landlord), parts.clock()
    try:
        if step == "annulation":
            service.cancel(session, workshop, who, now=now)
            return parts.told(request, known, f"{HERE}/{workshop_id}", "workshop-cancelled")
        found = service.invite(session, workshop, who, now=now)
    except WorkshopOver as over:
        return parts.told(request, known, f"{HERE}/{workshop_id}", over.type)
    said = "workshop-invited" if found else "workshop-nobody"
    return parts.told(request, known, f"{HERE}/{workshop_id}", said)


@router.post(f"{HERE}/{{workshop_id}}/places/{{seat_id}}")
def answer(
    workshop_id: int,
    seat_id: int,
    request: Request,
    session: SessionDep,
    parts: PartsDep,
    known: SupervisorsForm,
    comes: Annotated[Literal["yes", "no"], Form()],
) -> Response:
    """Write down what somebody said by telephone."""
    workshop = service.of_landlord(session, known.agent.landlord, workshop_id)
    said = _answered(session, parts, workshop, seat_id, comes=comes == "yes")
    return parts.told(request, known, f"{HERE}/{workshop_id}", said)


def _answered(
    session: Session, parts: Parts, workshop: Workshop, seat_id: int, *, comes: bool
) -> str:
    seat = queries.seat(session, workshop, seat_id)
    if seat is None:
        raise WorkshopNotFound
    who = parts.landlord_name(workshop.landlord)
    try:
        service.answer(session, workshop, seat, who, comes=comes, now=parts.clock())
    except WorkshopOver as over:
        return over.type
    return "workshop-noted"
