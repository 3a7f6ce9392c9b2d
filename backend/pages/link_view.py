"""What the pages behind a personal link share: nobody finds them, and one page tells no more."""

from collections.abc import Sequence
from typing import Any, ClassVar

from fastapi import Request
from fastapi.responses import HTMLResponse

from backend.errors import TooManyRequests
from backend.pages.views import HIDDEN, Views, chosen_language


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
