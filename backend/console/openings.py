"""Exceptional closing days and opening hours: kept by who supervises, told to the tenants."""

from datetime import date, time
from typing import Annotated

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import HTMLResponse

from backend.console.errors import ConsoleRoute
from backend.console.identity import Supervisor, SupervisorsForm
from backend.console.screens import PartsDep
from backend.db import SessionDep
from backend.library import days
from backend.library.days import OpeningRefused, Wanted
from knowledge.hours import PARIS

HERE = "/console/ouvertures"
Word = Annotated[str, Form(max_length=40)]

router = APIRouter(prefix=HERE, include_in_schema=False, route_class=ConsoleRoute)


@router.get("")
def show(request: Request, session: SessionDep, parts: PartsDep, known: Supervisor) -> HTMLResponse:
    """Show the days to come that are not as every other, and the usual hours."""
    landlord, today = known.agent.landlord, parts.clock().astimezone(PARIS).date()
    points = days.points(parts.library.files, landlord)
    coming = days.coming(session, landlord, today)
    return parts.page(
        request,
        known,
        "openings.html",
        points=points,
        titles={one.id: one.title for one in parts.library.files.entries},
        listed=[(one, days.slots_of(one)) for one in coming],
        today=today,
    )


@router.post("")
def keep(
    request: Request,
    session: SessionDep,
    parts: PartsDep,
    known: SupervisorsForm,
    entry: Annotated[str, Form(max_length=120)] = "",
    first: Word = "",
    last: Word = "",
    opens: Word = "",
    closes: Word = "",
    reopens: Word = "",
    ends: Word = "",
    reason: Annotated[str, Form(max_length=200)] = "",
) -> Response:
    """Keep exceptional days; without hours, it is closed on them."""
    try:
        slots = tuple(_slots((opens, closes), (reopens, ends)))
        wanted = Wanted(entry, _day(first), _day(last or first), slots, reason)
        days.keep(session, parts.library.files, known.agent, wanted, now=parts.clock())
    except OpeningRefused as refused:
        return parts.told(request, known, HERE, refused.type)
    return parts.told(request, known, HERE, "opening-day-kept")


def _day(said: str) -> date:
    try:
        return date.fromisoformat(said)
    except ValueError:
        raise OpeningRefused from None


def _slots(*pairs: tuple[str, str]) -> list[tuple[time, time]]:
    """Return the hours that were filled in; raises OpeningRefused for half of a pair."""
    try:
        return [
            (time.fromisoformat(start), time.fromisoformat(end))
            for start, end in pairs
            if start or end
        ]
    except ValueError:
        raise OpeningRefused from None


@router.post("/{day_id}/retrait")
def withdraw(
    day_id: int, request: Request, session: SessionDep, parts: PartsDep, known: SupervisorsForm
) -> Response:
    """Let a day be as every other again."""
    days.withdraw(session, known.agent, day_id, now=parts.clock())
    return parts.told(request, known, HERE, "opening-day-withdrawn")
