"""The page of an error, for who reads pages: a problem document is for programs."""

from collections.abc import Callable, Sequence

from fastapi import Request
from fastapi.responses import HTMLResponse

from backend.pages.views import Views

Page = Callable[[Request, str, str, int], HTMLResponse]


def problem_page(views: Views, links: Sequence[tuple[str, str]]) -> Page:
    """Return what makes the page of an error, from its title, its language and its status."""

    def page(request: Request, title: str, language: str, status: int) -> HTMLResponse:
        back = "/console" if request.url.path.startswith("/console") else "/"
        return views.page(
            "problem.html",
            language=language,
            status=status,
            title=title,
            back=back,
            links=links,
            here=request.url.path,
        )

    return page
