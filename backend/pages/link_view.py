"""What the pages behind a personal link share: nobody finds them, and one page tells no more."""

from collections.abc import Callable, Sequence
from typing import Any, ClassVar, Generic, TypeVar
from urllib.parse import urlencode

from fastapi import Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlmodel import Session

from backend.clock import Clock
from backend.conversations.parts import Parts
from backend.errors import AppError, TooManyRequests
from backend.i18n import LANGUAGES
from backend.limits import Guesses
from backend.pages.tracking import address_of
from backend.pages.views import HIDDEN, Views, chosen_language, safe_headers

Draws = Callable[[Session], Response]
View = TypeVar("View", bound="LinkView")
_GUESSES = 60


class LinkView:
    """Draws the pages of one kind of link, under `here`."""

    here: ClassVar[str]
    gone_template: ClassVar[str]

    def __init__(self, views: Views, links: Sequence[tuple[str, str]]) -> None:
        self._views, self._links = views, links

    def gone(self, request: Request, status: int = 404) -> HTMLResponse:
        """Return the one page of an unknown link and of one whose time is over."""
        language = chosen_language(request.query_params.get("language"))
        busy = status == TooManyRequests.status
        return self._page(self.gone_template, language, status, busy=busy)

    def _page(self, template: str, language: str, status: int, **more: Any) -> HTMLResponse:
        return self._views.page(
            template,
            language=language,
            status=status,
            headers=HIDDEN,
            links=self._links,
            here=self.here,
            **more,
        )


class LinkDoors(Generic[View]):
    """The routes behind one kind of link; what opens nothing raises `unknown`."""

    unknown: ClassVar[type[AppError]]

    def __init__(self, view: View, clock: Clock) -> None:
        self._view, self._clock = view, clock
        self._guesses = Guesses(_GUESSES)

    async def _shown(self, request: Request, parts: Parts, draw: Draws) -> Response:
        """Return what is drawn, or the one page of the links that open nothing.

        What is refused to who holds a link is raised, and counts as no guess.
        """
        try:
            self._guesses.take(address_of(request))
            shown = await parts.unit(draw)
        except (self.unknown, TooManyRequests) as error:
            return self._view.gone(request, error.status)
        except AppError:
            self._guesses.give_back(address_of(request))
            raise
        self._guesses.give_back(address_of(request))
        return shown


def asked_language(request: Request) -> str | None:
    """Return the language that the address asks for; None for none that is spoken."""
    asked = request.query_params.get("language")
    return asked if asked in LANGUAGES else None


def go(request: Request, address: str, **told: str) -> RedirectResponse:
    """Go to a page in the language of this one, so that reloading it sends nothing again."""
    asked = asked_language(request)
    query = urlencode({**told, **({"language": asked} if asked else {})})
    address += f"?{query}" if query else ""
    return RedirectResponse(address, 303, {**safe_headers(), **HIDDEN})
