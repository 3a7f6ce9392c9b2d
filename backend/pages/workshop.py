"""The page of an invitation to a workshop: when and where it is, and whether one comes."""

from collections.abc import Callable, Sequence
from typing import Annotated, Literal

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response
from sqlmodel import Session

from backend.answers.phrases import moment
from backend.clock import Clock
from backend.conversations.parts import Parts, PartsDep
from backend.errors import TooManyRequests
from backend.library.edition import Holds
from backend.limits import Guesses
from backend.pages.link_view import LinkView
from backend.pages.tracking import address_of
from backend.pages.views import HIDDEN, Views, chosen_language, safe_headers
from backend.tenants.models import Person
from backend.workshops import service
from backend.workshops.errors import WorkshopLinkUnknown, WorkshopOver
from backend.workshops.service import HERE

_GUESSES = 60
Draws = Callable[[Session], Response]


class WorkshopView(LinkView):
    """Draws the page in its states."""

    here, gone_template = HERE, "workshop_gone.html"


class Doors:
    """The routes of the page."""

    def __init__(self, view: WorkshopView, library: Holds, clock: Clock) -> None:
        self._view, self._library, self._clock = view, library, clock
        self._guesses = Guesses(_GUESSES)

    async def show(self, token: str, request: Request, parts: PartsDep) -> Response:
        """Say what it is, when and where, and what was answered so far."""

        def draw(session: Session) -> Response:
            workshop, seat = service.opened(session, token)
            person, now = session.get_one(Person, seat.person_id), self._clock()
            language = chosen_language(request.query_params.get("language") or person.language)
            return self._view._page(
                "workshop.html",
                language,
                200,
                token=token,
                workshop=workshop,
                who=self._called(workshop.landlord),
                when=moment(workshop.starts_at, now, language),
                state=seat.state.value,
                full=workshop.taken >= workshop.seats,
                over=service.is_over(workshop, now),
            )

        return await self._shown(request, parts, draw)

    async def answer(
        self,
        token: str,
        request: Request,
        parts: PartsDep,
        comes: Annotated[Literal["yes", "no"], Form()],
    ) -> Response:
        """Take whether somebody comes, and show what became of it."""

        def take(session: Session) -> Response:
            workshop, seat = service.opened(session, token)
            who, now = self._called(workshop.landlord), self._clock()
            try:
                service.answer(session, workshop, seat, who, comes=comes == "yes", now=now)
            except WorkshopOver:
                return _go(request, token)
            return _go(request, token)

        return await self._shown(request, parts, take)

    def _called(self, landlord: str) -> str:
        found = self._library.knowledge.landlords.get(landlord)
        return found.name if found else landlord

    async def _shown(self, request: Request, parts: Parts, draw: Draws) -> Response:
        """Return what is drawn, or the one page of the links that open nothing."""
        try:
            self._guesses.take(address_of(request))
            shown = await parts.unit(draw)
        except (WorkshopLinkUnknown, TooManyRequests) as error:
            return self._view.gone(request, error.status)
        self._guesses.give_back(address_of(request))
        return shown


def router(
    *, views: Views, library: Holds, clock: Clock, links: Sequence[tuple[str, str]]
) -> APIRouter:
    """Return the routes under `/atelier`."""
    doors = Doors(WorkshopView(views, links), library, clock)
    routes = APIRouter(prefix=HERE, include_in_schema=False)
    routes.add_api_route("/{token}", doors.show, methods=["GET"])
    routes.add_api_route("/{token}", doors.answer, methods=["POST"])
    return routes


def _go(request: Request, token: str) -> RedirectResponse:
    language = request.query_params.get("language")
    known = f"?language={chosen_language(language)}" if language else ""
    return RedirectResponse(f"{HERE}/{token}{known}", 303, {**safe_headers(), **HIDDEN})
