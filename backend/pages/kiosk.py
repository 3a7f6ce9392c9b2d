"""`/accueil`, the terminal of an agency: who has an appointment tells that they have come.

Nothing personal is ever on the screen; a script brings the first page back after a minute.
"""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Annotated, Protocol

from fastapi import APIRouter, Form, Query
from fastapi.responses import HTMLResponse
from sqlmodel import Session

from backend.db import SessionDep
from backend.errors import TooManyRequests
from backend.limits import RateLimit
from backend.pages.views import HIDDEN, Views, chosen_language

HERE = "/accueil"
_TRIES = 20
_LONGEST = 40


class Agency(Protocol):
    """An agency, as its terminal shows it."""

    id: int | None
    name: str
    landlord: str


Agencies = Callable[[Session], Sequence[Agency]]


class TellArrival(Protocol):
    """Takes what was typed; False where it fits nobody who is awaited today, or several."""

    def __call__(self, session: Session, agency_id: int, typed: str, *, now: datetime) -> bool: ...


def router(
    *, views: Views, agencies: Agencies, tell: TellArrival, clock: Callable[[], datetime]
) -> APIRouter:
    """Return the routes of the terminal."""
    routes = APIRouter(include_in_schema=False)
    tries = RateLimit(_TRIES, timedelta(minutes=1))

    def page(session: Session, agence: str, language: str | None, result: str) -> HTMLResponse:
        own = agencies(session)
        status = {"": 200, "arrived": 200, "unknown": 404, "slow": 429}[result]
        return views.page(
            "kiosk.html",
            language=chosen_language(language),
            status=status,
            headers=HIDDEN,
            agencies=own,
            agency=next((one for one in own if str(one.id) == agence), None),
            result=result,
        )

    @routes.get(HERE)
    def show(
        session: SessionDep,
        agence: Annotated[str, Query(max_length=20)] = "",
        language: str | None = None,
    ) -> HTMLResponse:
        """Show the terminal's first page; without an agency, the choice of one."""
        return page(session, agence, language, "")

    @routes.post(HERE)
    def arrive(
        session: SessionDep,
        typed: Annotated[str, Form(max_length=_LONGEST)],
        agence: Annotated[str, Query(max_length=20)] = "",
        language: str | None = None,
    ) -> HTMLResponse:
        """Tell the agents that somebody has come; a wrong code and a wrong number read alike."""
        try:
            tries.count(agence)
        except TooManyRequests:
            return page(session, agence, language, "slow")
        own = [one for one in agencies(session) if str(one.id) == agence]
        found = any(tell(session, one.id or 0, typed.strip(), now=clock()) for one in own)
        return page(session, agence, language, "arrived" if found else "unknown")

    return routes
