"""The page of an invitation to a workshop: when and where it is, and whether one comes."""

from collections.abc import Sequence
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, Response
from sqlmodel import Session

from backend.answers.phrases import moment
from backend.clock import Clock
from backend.conversations.parts import PartsDep
from backend.library.edition import Holds
from backend.pages.link_view import LinkDoors, LinkView, go
from backend.pages.views import Views, chosen_language
from backend.tenants.models import Person
from backend.workshops import service
from backend.workshops.errors import WorkshopLinkUnknown, WorkshopOver
from backend.workshops.service import HERE


class WorkshopView(LinkView):
    """Draws the page in its states."""

    here, gone_template = HERE, "workshop_gone.html"

    def show(self, language: str, **told: Any) -> HTMLResponse:
        """Return the page of an invitation."""
        return self._page("workshop.html", language, 200, **told)


class Doors(LinkDoors[WorkshopView]):
    """The routes of the page."""

    unknown = WorkshopLinkUnknown

    def __init__(self, view: WorkshopView, library: Holds, clock: Clock) -> None:
        super().__init__(view, clock)
        self._library = library

    async def show(self, token: str, request: Request, parts: PartsDep) -> Response:
        """Say what it is, when and where, and what was answered so far."""

        def draw(session: Session) -> Response:
            workshop, seat = service.opened(session, token)
            person, now = session.get_one(Person, seat.person_id), self._clock()
            language = chosen_language(request.query_params.get("language") or person.language)
            return self._view.show(
                language,
                token=token,
                workshop=workshop,
                who=self._library.knowledge.called(workshop.landlord),
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
            who, now = self._library.knowledge.called(workshop.landlord), self._clock()
            try:
                service.answer(session, workshop, seat, who, comes=comes == "yes", now=now)
            except WorkshopOver:
                pass  # the page says so
            return go(request, f"{HERE}/{token}")

        return await self._shown(request, parts, take)


def router(
    *, views: Views, library: Holds, clock: Clock, links: Sequence[tuple[str, str]]
) -> APIRouter:
    """Return the routes under `/atelier`."""
    doors = Doors(WorkshopView(views, links), library, clock)
    routes = APIRouter(prefix=HERE, include_in_schema=False)
    routes.add_api_route("/{token}", doors.show, methods=["GET"])
    routes.add_api_route("/{token}", doors.answer, methods=["POST"])
    return routes
