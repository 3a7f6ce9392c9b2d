"""What the console refuses, and how its pages tell it."""

from collections.abc import Callable, Coroutine
from typing import Any
from urllib.parse import quote

from fastapi import Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, RedirectResponse
from fastapi.routing import APIRoute

from backend.agents.errors import SignedOut
from backend.console.identity import LOGIN
from backend.errors import AppError, BadInput, Conflict, Forbidden

HTMX = "hx-request"


class ChangedMeanwhile(Conflict):
    """The conversation is no longer as the agent saw it; nothing was changed."""

    type = "changed-meanwhile"

    def __init__(self) -> None:
        super().__init__("The conversation has changed since the page was shown.")


class OtherAgency(Forbidden):
    """Another agency has the request: it decides, or who supervises them all."""

    type = "other-agency"

    def __init__(self) -> None:
        super().__init__("Another agency has this sollicitation.")


class NoReason(BadInput):
    """Such a change is only made with its reason; nothing was changed."""

    type = "no-reason"

    def __init__(self) -> None:
        super().__init__("Say why.")


class NotFiled(BadInput):
    """A request needs its subject and its words; nothing was written."""

    type = "request-not-filed"

    def __init__(self) -> None:
        super().__init__("A request needs its subject and its words.")


class WrongTarget(BadInput):
    """No such request, agency, agent or subject at this landlord's; nothing was changed."""

    type = "wrong-target"

    def __init__(self) -> None:
        super().__init__("There is no such thing at this landlord's.")


class ConsoleRoute(APIRoute):
    """A route whose errors are pages: somebody signed out signs in again, the rest is told."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Wrap FastAPI's own handler."""
        handle = super().get_route_handler()

        async def told(request: Request) -> Response:
            try:
                return await handle(request)
            except SignedOut:
                return _to_login(request)
            except RequestValidationError:
                return _page(request, BadInput("The form is not readable."))
            except AppError as error:
                return _page(request, error)

        return told


def _to_login(request: Request) -> Response:
    if "text/event-stream" in request.headers.get("accept", ""):
        # A stream that is told 204 does not come back.
        return Response(status_code=204)
    here = request.url.path if request.method == "GET" and HTMX not in request.headers else ""
    address = LOGIN + (f"?next={quote(here)}" if here else "")
    if HTMX in request.headers:
        return Response(status_code=401, headers={"HX-Redirect": address})
    return RedirectResponse(address, 303)


def _page(request: Request, error: AppError) -> HTMLResponse:
    render: Callable[[Request, AppError], HTMLResponse] = request.app.state.console_error
    return render(request, error)
