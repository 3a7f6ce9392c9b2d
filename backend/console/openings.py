"""Opening hours: the week from a day on, exceptional days; kept by who supervises, told to all."""

from collections.abc import Sequence
from datetime import date, time
from functools import partial
from typing import Annotated

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import HTMLResponse

from backend.answers.phrases import opening_hours, weekday
from backend.console.errors import ConsoleRoute
from backend.console.identity import Supervisor, SupervisorsForm
from backend.console.screens import PartsDep, language_of
from backend.db import SessionDep
from backend.library import days, openings, weeks
from backend.library.days import Wanted
from backend.library.models import OpeningDay, OpeningWeek
from backend.library.openings import OpeningRefused
from knowledge.hours import PARIS
from knowledge.model import WEEKDAYS

HERE = "/console/ouvertures"
Word = Annotated[str, Form(max_length=40)]
Daily = Annotated[list[str] | None, Form(max_length=7)]

router = APIRouter(prefix=HERE, include_in_schema=False, route_class=ConsoleRoute)


@router.get("")
def show(request: Request, session: SessionDep, parts: PartsDep, known: Supervisor) -> HTMLResponse:
    """Show the hours of each point with their source, the weeks kept, and the days to come."""
    landlord, today = known.agent.landlord, parts.clock().astimezone(PARIS).date()
    coming, kept = days.coming(session, landlord, today), weeks.kept(session, landlord)
    return parts.page(
        request,
        known,
        "openings.html",
        points=days.points(parts.library.files, landlord),
        titles={one.id: one.title for one in parts.library.files.entries},
        listed=[(one, days.slots_of(one)) for one in coming],
        weeks=[(one, weeks.week_of(one)) for one in kept],
        begun=_begun(kept, today),
        hours_of=partial(opening_hours, language=language_of(known)),
        weekdays=[(day, weekday(day, language_of(known))) for day in WEEKDAYS],
        today=today,
    )


def _begun(kept: Sequence[OpeningWeek], today: date) -> dict[str, int | None]:
    """Return the week that holds today at each point where one does; the last to begin is first."""
    begun: dict[str, int | None] = {}
    for one in kept:
        if one.starts_on <= today:
            begun.setdefault(one.entry, one.id)
    return begun


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


@router.post("/semaines")
def keep_week(
    request: Request,
    session: SessionDep,
    parts: PartsDep,
    known: SupervisorsForm,
    entry: Annotated[str, Form(max_length=120)] = "",
    first: Word = "",
    opens: Daily = None,
    closes: Daily = None,
    reopens: Daily = None,
    ends: Daily = None,
    reason: Annotated[str, Form(max_length=200)] = "",
) -> Response:
    """Keep the hours of every week from a day on; a day without hours is closed."""
    try:
        times = zip(*_seven(opens, closes, reopens, ends), strict=True)
        hours = {
            day: tuple(_slots((a, b), (c, d)))
            for day, (a, b, c, d) in zip(WEEKDAYS, times, strict=True)
        }
        wanted = weeks.Wanted(entry, _day(first), hours, reason)
        weeks.keep(session, parts.library.files, known.agent, wanted, now=parts.clock())
    except OpeningRefused as refused:
        return parts.told(request, known, HERE, refused.type)
    return parts.told(request, known, HERE, "opening-week-kept")


def _seven(*given: list[str] | None) -> list[list[str]]:
    """Return a column of the form each, a line for each weekday; raises OpeningRefused."""
    found = [column or [""] * len(WEEKDAYS) for column in given]
    if any(len(column) != len(WEEKDAYS) for column in found):
        raise OpeningRefused
    return found


@router.post("/semaines/{week_id}/retrait")
def withdraw_week(
    week_id: int, request: Request, session: SessionDep, parts: PartsDep, known: SupervisorsForm
) -> Response:
    """Let the hours be again as they were before a week."""
    openings.withdraw(session, OpeningWeek, known.agent, week_id, now=parts.clock())
    return parts.told(request, known, HERE, "opening-week-withdrawn")


@router.post("/{day_id}/retrait")
def withdraw(
    day_id: int, request: Request, session: SessionDep, parts: PartsDep, known: SupervisorsForm
) -> Response:
    """Let a day be as every other again."""
    openings.withdraw(session, OpeningDay, known.agent, day_id, now=parts.clock())
    return parts.told(request, known, HERE, "opening-day-withdrawn")
