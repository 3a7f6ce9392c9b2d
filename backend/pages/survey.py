"""The page of a personal link: the questionnaire, one question at a time, as plain forms."""

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response
from sqlmodel import Session

from backend.campaigns import online
from backend.campaigns.errors import SurveyLinkUnknown
from backend.campaigns.links import HERE
from backend.campaigns.online import Opened
from backend.clock import Clock
from backend.conversations.parts import PartsDep
from backend.library.edition import Holds
from backend.pages.link_view import LinkDoors, asked_language, go
from backend.pages.survey_view import SurveyView
from backend.pages.views import Views

_QUESTIONS = "questions"

Numbers = Annotated[list[int] | None, Form()]


class Doors(LinkDoors[SurveyView]):
    """The routes of the page."""

    unknown = SurveyLinkUnknown

    async def welcome(self, token: str, request: Request, parts: PartsDep) -> Response:
        """Say who asks and why; who has begun goes on where they stopped."""

        def draw(session: Session) -> Response:
            found = self._opened(session, token, request)
            if found.over is not None:
                return self._view.over(request, found)
            if found.is_untouched or found.more:
                return self._view.welcome(request, found)
            return _go(request, token)

        return await self._shown(request, parts, draw)

    async def question(
        self, token: str, request: Request, parts: PartsDep, question: str | None = None
    ) -> Response:
        """Show the next question, or one that was answered and is looked at again."""

        def draw(session: Session) -> Response:
            found = self._opened(session, token, request)
            if found.over is not None:
                return self._view.over(request, found)
            return self._view.question(request, found, question)

        return await self._shown(request, parts, draw)

    async def answer(
        self,
        token: str,
        request: Request,
        parts: PartsDep,
        question: Annotated[str, Form(max_length=20)],
        numbers: Numbers = None,
    ) -> Response:
        """Keep an answer, and go to the next question or to the last words."""

        def keep(session: Session) -> Response:
            fault = online.answer(session, token, question, numbers or (), now=self._clock())
            if fault is None:
                return _go(request, token)
            found = self._opened(session, token, request)
            return self._view.question(request, found, question, fault=fault, chosen=numbers or ())

        return await self._shown(request, parts, keep)

    async def refuse(self, token: str, request: Request, parts: PartsDep) -> Response:
        """Take a refusal; nothing is asked any more."""

        def end(session: Session) -> Response:
            online.refuse(session, token, now=self._clock())
            return _go(request, token)

        return await self._shown(request, parts, end)

    def _opened(self, session: Session, token: str, request: Request) -> Opened:
        language = asked_language(request)
        return online.opened(session, token, language=language, now=self._clock())


def router(
    *, views: Views, library: Holds, clock: Clock, links: Sequence[tuple[str, str]]
) -> APIRouter:
    """Return the routes under `/enquete`."""
    doors = Doors(SurveyView(views, library, links), clock)
    routes = APIRouter(prefix=HERE, include_in_schema=False)
    routes.add_api_route("/{token}", doors.welcome, methods=["GET"])
    routes.add_api_route(f"/{{token}}/{_QUESTIONS}", doors.question, methods=["GET"])
    routes.add_api_route(f"/{{token}}/{_QUESTIONS}", doors.answer, methods=["POST"])
    routes.add_api_route("/{token}/refus", doors.refuse, methods=["POST"])
    return routes


def _go(request: Request, token: str) -> RedirectResponse:
    """Go to the question that waits."""
    return go(request, f"{HERE}/{token}/{_QUESTIONS}")
