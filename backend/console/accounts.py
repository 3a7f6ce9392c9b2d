"""The landlord's accounts: who may do what, which conversations they are offered, who is in."""

from collections.abc import Callable
from typing import Annotated, Any

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import HTMLResponse
from sqlmodel import Session

from backend.agents import accounts
from backend.agents import queries as agents
from backend.agents.accounts import Wanted
from backend.agents.errors import AccountRefused
from backend.agents.models import Agent, Role
from backend.agents.service import SignedIn
from backend.audit import service as audit
from backend.console import centre_texts, service
from backend.console.errors import ConsoleRoute
from backend.console.identity import AdministratorsForm, Supervisor, SupervisorsForm
from backend.console.screens import Parts, PartsDep
from backend.db import SessionDep
from backend.i18n import LANGUAGES
from backend.routing.service import Role as Skill

HERE = "/console/comptes"

router = APIRouter(prefix=HERE, include_in_schema=False, route_class=ConsoleRoute)


def _wanted(
    name: Annotated[str, Form()] = "",
    role: Annotated[Role, Form()] = Role.AGENT,
    agency: Annotated[str, Form()] = "",
    speaks: Annotated[list[str] | None, Form()] = None,
    skills: Annotated[list[str] | None, Form()] = None,
    capacity: Annotated[str, Form()] = "",
) -> Wanted:
    """Read an account's form; raises AccountRefused for what is none of its values."""
    if not (agency.isdecimal() or not agency) or not (capacity.isdecimal() or not capacity):
        raise AccountRefused
    spoken, able = speaks or [], skills or []
    if set(spoken) - set(LANGUAGES) or set(able) - set(Skill):
        raise AccountRefused
    return Wanted(
        name=name,
        role=role,
        agency_id=int(agency) if agency else None,
        speaks=spoken,
        skills=able,
        capacity=int(capacity) if capacity else None,
    )


def _page(
    request: Request, session: Session, parts: Parts, known: SignedIn, **more: Any
) -> HTMLResponse:
    landlord, now = known.agent.landlord, parts.clock()
    return parts.page(
        request,
        known,
        "accounts.html",
        listed=accounts.listed(session, landlord, now=now),
        **_choices(session, parts, known),
        **more,
    )


def _choices(session: Session, parts: Parts, known: SignedIn) -> dict[str, Any]:
    _ = parts.gettext(known)
    return {
        "agencies": agents.agencies(session, known.agent.landlord),
        "roles": centre_texts.roles(_),
        "is_administrator": known.agent.role is Role.ADMINISTRATOR,
    }


@router.get("")
def show(request: Request, session: SessionDep, parts: PartsDep, known: Supervisor) -> HTMLResponse:
    """Show the accounts, with who is signed in where."""
    return _page(request, session, parts, known, fresh=None)


@router.post("")
def open_one(
    request: Request,
    session: SessionDep,
    parts: PartsDep,
    known: AdministratorsForm,
    login: Annotated[str, Form()] = "",
    name: Annotated[str, Form()] = "",
    role: Annotated[Role, Form()] = Role.AGENT,
    agency: Annotated[str, Form()] = "",
) -> Response:
    """Open an account, and show its first password once."""
    wanted = _wanted(name, role, agency, ["fr"])
    made, password = accounts.open_account(session, known.agent, login, wanted, now=parts.clock())
    return _page(request, session, parts, known, fresh=(made.login, password))


@router.get("/journal")
def journal(
    request: Request,
    session: SessionDep,
    parts: PartsDep,
    known: Supervisor,
    before: int | None = None,
) -> HTMLResponse:
    """Show who changed what, from what to what."""
    lines = audit.lines(session, known.agent.landlord, before=before)
    told = centre_texts.changes(parts.gettext(known))
    return parts.page(request, known, "journal.html", lines=lines, told=told)


@router.get("/{agent_id}")
def one(
    agent_id: int, request: Request, session: SessionDep, parts: PartsDep, known: Supervisor
) -> HTMLResponse:
    """Show one account."""
    found = accounts.account(session, known.agent, agent_id)
    return _one(request, session, parts, known, found)


def _one(
    request: Request,
    session: Session,
    parts: Parts,
    known: SignedIn,
    found: Agent,
    password: str = "",
) -> HTMLResponse:
    choices = _choices(session, parts, known)
    return parts.page(request, known, "account.html", one=found, password=password, **choices)


@router.post("/{agent_id}")
def change(
    agent_id: int,
    request: Request,
    session: SessionDep,
    parts: PartsDep,
    known: SupervisorsForm,
    name: Annotated[str, Form()] = "",
    role: Annotated[Role, Form()] = Role.AGENT,
    agency: Annotated[str, Form()] = "",
    speaks: Annotated[list[str] | None, Form()] = None,
    skills: Annotated[list[str] | None, Form()] = None,
    capacity: Annotated[str, Form()] = "",
) -> Response:
    """Change what an account is and is offered."""
    wanted = _wanted(name, role, agency, speaks, skills, capacity)
    accounts.change(session, known.agent, agent_id, wanted, now=parts.clock())
    return parts.told(request, known, f"{HERE}/{agent_id}", "account-saved")


_Act = Callable[[Session, Agent, int, Any], None]


def _end(session: Session, by: Agent, agent_id: int, now: Any) -> None:
    accounts.end_sessions(session, by, agent_id, now=now)
    service.let_go(session, agent_id, now=now)


def _disable(session: Session, by: Agent, agent_id: int, now: Any) -> None:
    accounts.set_disabled(session, by, agent_id, off=True, now=now)
    service.let_go(session, agent_id, now=now)


def _enable(session: Session, by: Agent, agent_id: int, now: Any) -> None:
    accounts.set_disabled(session, by, agent_id, off=False, now=now)


def _take_off(session: Session, by: Agent, agent_id: int, now: Any) -> None:
    accounts.take_off_factor(session, by, agent_id, now=now)


_ACTS: dict[str, _Act] = {
    "end-sessions": _end,
    "disable": _disable,
    "enable": _enable,
    "take-off-factor": _take_off,
}


@router.post("/{agent_id}/password")
def password(
    agent_id: int,
    request: Request,
    session: SessionDep,
    parts: PartsDep,
    known: AdministratorsForm,
) -> Response:
    """Give a new password, and show it once."""
    now = parts.clock()
    fresh = accounts.new_password(session, known.agent, agent_id, now=now)
    service.let_go(session, agent_id, now=now)
    found = accounts.account(session, known.agent, agent_id)
    return _one(request, session, parts, known, found, fresh)


@router.post("/{agent_id}/{act}")
def act(
    agent_id: int,
    act: str,
    request: Request,
    session: SessionDep,
    parts: PartsDep,
    known: AdministratorsForm,
) -> Response:
    """End the sessions, let nobody in, let somebody in again, take the second factor off."""
    if act not in _ACTS:
        raise AccountRefused
    _ACTS[act](session, known.agent, agent_id, parts.clock())
    return parts.told(request, known, f"{HERE}/{agent_id}", f"account-{act}")
