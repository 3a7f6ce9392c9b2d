"""Signing in and out, and an agent's preferences."""

from typing import Annotated

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from backend.agents import demo
from backend.agents import service as agents
from backend.agents.errors import CodeNeeded, TooManyAttempts, WrongCode, WrongCredentials
from backend.agents.models import Agent
from backend.console import identity, preferences, queries, service
from backend.console.errors import ConsoleRoute
from backend.console.identity import Identity, Sender
from backend.console.screens import HEADERS, Parts, PartsDep
from backend.db import SessionDep
from backend.error_handlers import language_of
from backend.i18n import LANGUAGES

DESK = "/console"
_LONGEST = 200

router = APIRouter(prefix=DESK, include_in_schema=False, route_class=ConsoleRoute)


def _inside(address: str) -> str:
    """Return where to go after signing in: never out of the console."""
    inside = address == DESK or address.startswith(DESK + "/")
    return address if inside and not any(odd in address for odd in ("\\", "//", "..")) else DESK


def _form(
    parts: Parts, request: Request, next_: str, *, login: str = "", wrong: str = "", status: int
) -> HTMLResponse:
    is_demo = parts.settings.demo
    return parts.views.page(
        "console/login.html",
        language=language_of(request),
        status=status,
        headers=HEADERS,
        next=_inside(next_),
        login=login,
        wrong=wrong,
        accounts=demo.ACCOUNTS if is_demo else (),
        password=demo.PASSWORD if is_demo else "",
        provider=bool(parts.settings.oidc_issuer),
        landlord_name=parts.landlord_name,
    )


def refused(parts: Parts, request: Request, status: int, wrong: str = "form") -> HTMLResponse:
    """Return the form for somebody whose request was refused before they are known."""
    return _form(parts, request, DESK, wrong=wrong, status=status)


@router.get("/login")
def ask(request: Request, parts: PartsDep, next: str = DESK) -> HTMLResponse:
    """Show the form; the demonstration's accounts only where there is one."""
    return _form(parts, request, next, status=200)


@router.post("/login")
def sign_in(
    request: Request,
    session: SessionDep,
    parts: PartsDep,
    login: Annotated[str, Form(max_length=_LONGEST)],
    password: Annotated[str, Form(max_length=2_000)],
    code: Annotated[str, Form(max_length=20)] = "",
    next: Annotated[str, Form()] = DESK,
) -> Response:
    """Open a session; which of login and password is wrong is not said."""
    identity.check_origin(request)
    try:
        key = parts.settings.signing_key.get_secret_value()
        token = agents.sign_in(
            session, login.strip(), password, code=code, key=key, now=parts.clock()
        )
    except CodeNeeded:
        return _form(parts, request, next, login=login, wrong="code-needed", status=401)
    except WrongCode:
        return _form(parts, request, next, login=login, wrong="code", status=401)
    except WrongCredentials:
        return _form(parts, request, next, login=login, wrong="credentials", status=401)
    except TooManyAttempts:
        return _form(parts, request, next, login=login, wrong="attempts", status=429)
    answer = RedirectResponse(_inside(next), 303)
    identity.remember(answer, token, parts.settings)
    return answer


@router.post("/logout")
def sign_out(request: Request, session: SessionDep, parts: PartsDep, known: Sender) -> Response:
    """End the session on the server; what the agent still had goes back into the queue."""
    now = parts.clock()
    agents.hold(session, known.agent.id or 0)
    agents.sign_out(session, identity.token_of(request), now=now)
    session.flush()
    if known.agent.id in queries.absent_holders(session, now=now):
        service.let_go(session, known.agent.id or 0, now=now)
    answer = RedirectResponse(identity.LOGIN, 303)
    identity.forget(answer)
    return answer


@router.get("/preferences")
def show(request: Request, parts: PartsDep, known: Identity) -> HTMLResponse:
    """Show language, density, keys and sound."""
    return parts.page(request, known, "preferences.html", densities=preferences.DENSITIES)


@router.post("/preferences")
def choose(
    session: SessionDep,
    parts: PartsDep,
    known: Sender,
    language: Annotated[str, Form()] = "fr",
    density: Annotated[str, Form()] = "",
    keys: Annotated[str, Form()] = "off",
    sound: Annotated[str, Form()] = "off",
) -> Response:
    """Keep the language with the account, the rest in this browser."""
    account = session.get_one(Agent, known.agent.id)
    account.language = language if language in LANGUAGES else "fr"
    answer = RedirectResponse("/console/preferences?notice=saved", 303)
    secure = parts.settings.public_base.startswith("https://")
    preferences.write(answer, preferences.checked(density, keys, sound), secure=secure)
    return answer
