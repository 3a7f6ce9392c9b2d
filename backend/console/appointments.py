"""An agency's appointments of a day: who has come, who is late; booking, cancelling, closing."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import islice
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Form, Query, Request, Response
from fastapi.responses import HTMLResponse
from sqlmodel import Session

from backend.agents.models import Agency, Agent
from backend.appointments import notices, service
from backend.appointments.errors import AlreadyBooked, AppointmentOver, NotASlot, SlotTaken
from backend.appointments.offers import offers
from backend.appointments.service import Guest
from backend.console.errors import ConsoleRoute
from backend.console.identity import Identity, Sender
from backend.console.screens import Parts, PartsDep
from backend.db import SessionDep
from backend.handover.boundary import appointments_seen_by, is_bound
from backend.pages.views import PARIS
from channels.errors import InvalidNumber
from channels.phone import normalise

HERE = "/console/rendez-vous"
_LONGEST, _MOMENTS = 200, 60
Words = Annotated[str, Form(max_length=_LONGEST)]

router = APIRouter(prefix=HERE, include_in_schema=False, route_class=ConsoleRoute)


@dataclass(frozen=True)
class Shown:
    """Which agency, which day, which service is looked at."""

    agency: str = ""
    day: str = ""
    service: str = ""

    def of(self, session: Session, agent: Agent, now: datetime) -> tuple[Agency | None, date]:
        """Return the agency, the agent's own unless another of the landlord's is named."""
        own = service.agencies(session, (agent.landlord,))
        chosen = next((one for one in own if str(one.id) == self.agency), None)
        mine = next((one for one in own if one.id == agent.agency_id), None)
        with suppress(ValueError):
            return chosen or mine or next(iter(own), None), date.fromisoformat(self.day)
        return chosen or mine or next(iter(own), None), now.astimezone(PARIS).date()


def _shown(
    agency: Annotated[str, Query(max_length=20)] = "",
    day: Annotated[str, Query(max_length=20)] = "",
    service: Annotated[str, Query(max_length=40)] = "",
) -> Shown:
    return Shown(agency, day, service)


ShownDep = Annotated[Shown, Depends(_shown)]


def _list(session: Session, parts: Parts, agent: Agent, shown: Shown) -> dict[str, Any]:
    agency, day = shown.of(session, agent, parts.clock())
    seen = appointments_seen_by(agent)
    listed = service.day_list(session, agency.id or 0, day, seen) if agency else []
    return {"agency": agency, "day": day, "listed": listed, "is_ours": _is_ours(agent, agency)}


def _is_ours(agent: Agent, agency: Agency | None) -> bool:
    """Tell whether somebody decides about an agency; at another one they may only book."""
    return agency is not None and (not is_bound(agent) or agency.id == agent.agency_id)


@router.get("")
def show(
    request: Request, session: SessionDep, parts: PartsDep, known: Identity, shown: ShownDep
) -> HTMLResponse:
    """Show the list of the day, and what is free for the service that was chosen."""
    landlord, told = known.agent.landlord, _list(session, parts, known.agent, shown)
    agency, offered = told["agency"], offers(landlord)
    free, closed = [], []
    if agency is not None:
        closed = service.closed_days(session, agency.id, now=parts.clock())
        if shown.service in offered:
            moments = service.free(
                session,
                offered[shown.service],
                agency.id,
                knowledge=parts.library.knowledge,
                now=parts.clock(),
            )
            free = list(islice(moments, _MOMENTS))
    return parts.page(
        request,
        known,
        "appointments.html",
        agencies=service.agencies(session, (landlord,)),
        offered=tuple(offered),
        chosen=shown.service,
        free=free,
        closed=closed,
        **told,
    )


@router.get("/liste")
def day_list(
    request: Request, session: SessionDep, parts: PartsDep, known: Identity, shown: ShownDep
) -> HTMLResponse:
    """Return the list of the day alone, as the page fetches it again."""
    told = _list(session, parts, known.agent, shown)
    return parts.page(request, known, "appointment_day.html", **told)


def _back(agency: int | None, day: date, name: str) -> Response:
    address = f"{HERE}?agency={agency}&day={day.isoformat()}&notice={name}"
    return Response(status_code=303, headers={"Location": address})


@router.post("")
def book(
    request: Request,
    session: SessionDep,
    parts: PartsDep,
    known: Sender,
    shown: ShownDep,
    at: Annotated[str, Form(max_length=40)],
    service_name: Annotated[str, Form(max_length=40)],
    name: Words = "",
    phone: Words = "",
    subject: Words = "",
) -> Response:
    """Book for somebody who is at the desk or on the telephone."""
    agency, day = shown.of(session, known.agent, parts.clock())
    offer = offers(known.agent.landlord).get(service_name)
    try:
        starts_at, number = datetime.fromisoformat(at).astimezone(UTC), _number(phone)
    except (ValueError, InvalidNumber):
        return _back(agency.id if agency else None, day, "appointment-phone")
    if agency is None or offer is None:
        raise NotASlot
    words = " ".join(name.replace("\x00", "").split())
    guest = Guest(
        who=number or f"{agency.id}:{words}",
        name=words,
        phone=number,
        subject=" ".join(subject.replace("\x00", "").split()),
        by=known.agent.login,
    )
    knowledge, now = parts.library.knowledge, parts.clock()
    try:
        made = service.book(
            session, offer, agency.id or 0, starts_at, guest, knowledge=knowledge, now=now
        )
    except (SlotTaken, AlreadyBooked, NotASlot) as refused:
        return _back(agency.id, day, refused.type)
    day = made.starts_at.astimezone(PARIS).date()
    return _back(agency.id, day, "appointment-booked")


def _number(phone: str) -> str | None:
    return normalise(phone) if phone.strip() else None


@router.post("/fermeture")
def close(
    request: Request,
    session: SessionDep,
    parts: PartsDep,
    known: Sender,
    shown: ShownDep,
    closed: Annotated[bool, Form()] = False,
) -> Response:
    """Let the agency receive nobody on the day that is shown, or receive again."""
    agency, day = shown.of(session, known.agent, parts.clock())
    if agency is None or not _is_ours(known.agent, agency):
        return _back(agency.id if agency else None, day, "agency-not-yours")
    service.close_day(session, agency.id or 0, day, closed=closed)
    return _back(agency.id, day, "saved-access")


Step = Literal["arrived", "missed", "cancel"]


@router.post("/{appointment_id}/{step}")
def change(
    appointment_id: int,
    step: Step,
    request: Request,
    session: SessionDep,
    parts: PartsDep,
    known: Sender,
) -> Response:
    """Say that somebody has come or has not, or cancel and propose other moments."""
    one = service.find(session, appointments_seen_by(known.agent), appointment_id)
    now, told = parts.clock(), "saved-access"
    try:
        if step == "cancel":
            reached = notices.cancel(
                session, one, by=known.agent.login, knowledge=parts.library.knowledge, now=now
            )
            told = "appointment-cancelled" if reached else "appointment-cancelled-silently"
        else:
            {"arrived": service.arrive, "missed": service.miss}[step](session, one, now=now)
    except AppointmentOver as refused:
        told = refused.type
    day = one.starts_at.astimezone(PARIS).date()
    return _back(one.agency_id, day, told)
