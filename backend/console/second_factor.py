"""One's own second factor: begun, confirmed by a code, taken off by one."""

from typing import Annotated

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import HTMLResponse
from sqlmodel import Session

from backend.agents import second_factor
from backend.agents import service as agents
from backend.agents.errors import WrongCode
from backend.agents.models import Agent
from backend.agents.service import SignedIn
from backend.audit import service as audit
from backend.console.errors import ConsoleRoute
from backend.console.identity import Identity, Sender
from backend.console.screens import Parts, PartsDep
from backend.db import SessionDep

HERE = "/console/preferences/second-facteur"

router = APIRouter(prefix=HERE, include_in_schema=False, route_class=ConsoleRoute)


def _page(
    request: Request, parts: Parts, known: SignedIn, account: Agent, *, wrong: bool = False
) -> HTMLResponse:
    key = parts.settings.signing_key.get_secret_value()
    pending = account.totp_salt is not None and account.totp_since is None
    return parts.page(
        request,
        known,
        "second_factor.html",
        status=422 if wrong else 200,
        account=account,
        wrong=wrong,
        secret=second_factor.secret_of(key, account) if pending else "",
        uri=second_factor.address(account, key=key) if pending else "",
    )


@router.get("")
def show(request: Request, session: SessionDep, parts: PartsDep, known: Identity) -> HTMLResponse:
    """Show whether there is one, and the secret of one that is not confirmed yet."""
    return _page(request, parts, known, session.get_one(Agent, known.agent.id))


@router.post("/begin")
def begin(request: Request, session: SessionDep, parts: PartsDep, known: Sender) -> Response:
    """Draw a secret."""
    second_factor.begin(_held(session, known))
    return parts.told(request, known, HERE, "factor-begun")


@router.post("/confirm")
def confirm(
    request: Request,
    session: SessionDep,
    parts: PartsDep,
    known: Sender,
    code: Annotated[str, Form(max_length=20)] = "",
) -> Response:
    """Ask for it from now on."""
    return _with_code(request, session, parts, known, code, off=False)


@router.post("/take-off")
def take_off(
    request: Request,
    session: SessionDep,
    parts: PartsDep,
    known: Sender,
    code: Annotated[str, Form(max_length=20)] = "",
) -> Response:
    """Ask for it no more; a code of it proves that it is its owner who wants so."""
    return _with_code(request, session, parts, known, code, off=True)


def _with_code(
    request: Request, session: Session, parts: Parts, known: SignedIn, code: str, *, off: bool
) -> Response:
    account, now = _held(session, known), parts.clock()
    key = parts.settings.signing_key.get_secret_value()
    if account.totp_salt is None or (account.totp_since is None) is off:
        return parts.told(request, known, HERE, "meanwhile")
    agents.attempts.check(account.login, now)
    try:
        second_factor.confirm(account, code, key=key, now=now)
    except WrongCode:
        agents.attempts.count(account.login, now, right=False)
        return _page(request, parts, known, account, wrong=True)
    if off:
        second_factor.take_off(account)
    what = "factor-taken-off" if off else "factor-confirmed"
    audit.write(
        session,
        landlord=account.landlord,
        by=account.login,
        what=what,
        about=account.login,
        now=now,
    )
    return parts.told(request, known, HERE, what)


def _held(session: Session, known: SignedIn) -> Agent:
    agents.hold(session, known.agent.id or 0)
    return session.get_one(Agent, known.agent.id, populate_existing=True)
