"""Who uses the console: the session's cookie, and the proof that a form is one of ours."""

from typing import Annotated
from urllib.parse import urlsplit

from fastapi import Depends, Form, Header, Request, Response

from backend.agents import service as agents
from backend.agents.errors import ForgedRequest, SignedOut
from backend.agents.models import Role
from backend.agents.service import SignedIn
from backend.config import Settings
from backend.db import UnitOfWork
from backend.errors import NotFound

COOKIE = "loge_session"
PATH = "/console"
LOGIN = "/console/login"


def token_of(request: Request) -> str:
    """Return the session's token; raises SignedOut without one."""
    token = request.cookies.get(COOKIE, "")
    if not token:
        raise SignedOut
    return token


def identity(request: Request) -> SignedIn:
    """Return who is signed in, from a unit of work of its own; raises SignedOut.

    What a page fetches by itself says so, and does not keep an absent agent's session alive.
    """
    fetched = (
        "hx-request" in request.headers
        or "event-stream" in request.headers.get("accept", "")
        or request.headers.get("sec-fetch-dest") == "image"
    )
    by_itself = request.method == "GET" and fetched
    begin: UnitOfWork = request.app.state.unit_of_work
    moment = request.app.state.console.clock()
    with begin() as session:
        return agents.signed_in(session, token_of(request), now=moment, active=not by_itself)


Identity = Annotated[SignedIn, Depends(identity)]


def check_origin(request: Request) -> None:
    """Raise ForgedRequest for a form that another site sends.

    A browser names the origin of every POST; what names none is no browser and has no cookies.
    """
    origin = request.headers.get("origin")
    if origin is None:
        return
    settings: Settings = request.app.state.console.settings
    ours = {urlsplit(settings.public_base).netloc, request.headers.get("host", "")}
    if origin == "null" or urlsplit(origin).netloc not in ours:
        raise ForgedRequest


def own_form(
    request: Request,
    known: Identity,
    csrf: Annotated[str, Form()] = "",
    x_csrf_token: Annotated[str, Header()] = "",
) -> SignedIn:
    """Return who sent the form; raises SignedOut, or ForgedRequest when it is not one of ours."""
    check_origin(request)
    agents.check_form(known, csrf or x_csrf_token)
    return known


Sender = Annotated[SignedIn, Depends(own_form)]


def supervisor(known: Identity) -> SignedIn:
    """Return who is signed in, if they may see what everybody does."""
    if known.agent.role is Role.AGENT:
        raise NotFound("There is no such page.")
    return known


Supervisor = Annotated[SignedIn, Depends(supervisor)]


def supervisors_form(sender: Sender) -> SignedIn:
    """Return who sent the form, if they supervise."""
    return supervisor(sender)


def administrators_form(sender: Sender) -> SignedIn:
    """Return who sent the form, if they look after the accounts."""
    if sender.agent.role is not Role.ADMINISTRATOR:
        raise NotFound("There is no such page.")
    return sender


SupervisorsForm = Annotated[SignedIn, Depends(supervisors_form)]
AdministratorsForm = Annotated[SignedIn, Depends(administrators_form)]


def remember(response: Response, token: str, settings: Settings) -> None:
    """Give the browser the session's cookie, for the console only."""
    response.set_cookie(
        COOKIE,
        token,
        path=PATH,
        httponly=True,
        samesite="lax",
        secure=settings.public_base.startswith("https://"),
    )


def forget(response: Response) -> None:
    """Take the session's cookie back."""
    response.delete_cookie(COOKIE, path=PATH)
