"""The accounts of a landlord: who may do what, which conversations they are offered.

Every change is in the audit trail, with what it was before. The functions never commit.
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import true
from sqlmodel import Session, col, func, select

from backend.agents import second_factor, service
from backend.agents.errors import AccountNotFound, AccountRefused
from backend.agents.models import Agency, Agent, AgentSession, Role
from backend.audit import service as audit
from backend.feed.service import publish

TOPIC = "queue"
LONGEST_NAME = 80
MOST_CAPACITY = 50


@dataclass(frozen=True)
class Wanted:
    """What an account is to be."""

    name: str
    role: Role
    agency_id: int | None
    speaks: Sequence[str]
    skills: Sequence[str]
    capacity: int | None


@dataclass(frozen=True)
class Listed:
    """An account in the list: with its agency, and its sessions that are open."""

    it: Agent
    agency: str | None
    sessions: int
    seen: datetime | None


def listed(session: Session, landlord: str, *, now: datetime) -> Sequence[Listed]:
    """Return a landlord's accounts, those in use first, by name."""
    live = service.live_sessions(now)
    open_ = (
        select(func.count(), func.max(AgentSession.seen_at))
        .where(AgentSession.agent_id == Agent.id, live)
        .lateral()
    )
    count, seen = open_.c
    query = (
        select(Agent, Agency.name, count, seen)
        .join(Agency, col(Agency.id) == Agent.agency_id, isouter=True)
        .join(open_, true(), isouter=True)
        .where(Agent.landlord == landlord)
        .order_by(col(Agent.disabled_at).is_not(None), Agent.name)
    )
    return [Listed(*row) for row in session.execute(query)]


def account(session: Session, by: Agent, agent_id: int) -> Agent:
    """Return an account of one's own landlord, held; raises AccountNotFound."""
    query = select(Agent).where(Agent.id == agent_id, Agent.landlord == by.landlord)
    found = session.exec(query.with_for_update(key_share=True)).first()
    if found is None:
        raise AccountNotFound
    return found


def change(session: Session, by: Agent, agent_id: int, wanted: Wanted, *, now: datetime) -> Agent:
    """Change an account. Who supervises sets what is offered; role and agency, an administrator.

    Raises AccountRefused for a value that is none of this landlord's, and where the landlord
    would be without an administrator.
    """
    found = account(session, by, agent_id)
    before = _state(found)
    _check(session, by, wanted)
    found.name = wanted.name.strip()
    found.speaks, found.skills = sorted(set(wanted.speaks)), sorted(set(wanted.skills))
    found.capacity = wanted.capacity
    if by.role is Role.ADMINISTRATOR:
        if found.id == by.id and wanted.role is not Role.ADMINISTRATOR:
            raise AccountRefused
        found.role, found.agency_id = wanted.role, wanted.agency_id
    _write(session, by, found, "account-changed", now, before)
    return found


def open_account(
    session: Session, by: Agent, login: str, wanted: Wanted, *, now: datetime
) -> tuple[Agent, str]:
    """Make an account; return it with its first password, which is kept nowhere."""
    login = login.strip()
    _check(session, by, wanted)
    taken = session.exec(select(Agent.id).where(Agent.login == login)).first()
    if not login or len(login) > LONGEST_NAME or taken is not None:
        raise AccountRefused
    password = secrets.token_urlsafe(12)
    made = Agent(
        login=login,
        name=wanted.name.strip(),
        password_hash=service.hash_password(password),
        role=wanted.role,
        landlord=by.landlord,
        agency_id=wanted.agency_id,
        speaks=sorted(set(wanted.speaks)),
        skills=sorted(set(wanted.skills)),
        capacity=wanted.capacity,
    )
    session.add(made)
    session.flush()
    _write(session, by, made, "account-opened", now, {})
    return made, password


def set_disabled(session: Session, by: Agent, agent_id: int, *, off: bool, now: datetime) -> Agent:
    """Let an account in no more, or again; whoever is in it is signed out. Not one's own."""
    found = account(session, by, agent_id)
    if found.id == by.id:
        raise AccountRefused
    before = _state(found)
    found.disabled_at = (found.disabled_at or now) if off else None
    if off:
        end_sessions(session, by, agent_id, now=now)
    _write(session, by, found, "account-disabled" if off else "account-enabled", now, before)
    return found


def end_sessions(session: Session, by: Agent, agent_id: int, *, now: datetime) -> int:
    """End every session of an account, its streams included; return how many those were."""
    found = account(session, by, agent_id)
    query = select(AgentSession).where(
        AgentSession.agent_id == agent_id, col(AgentSession.ended_at).is_(None)
    )
    ended = session.exec(query).all()
    for one in ended:
        one.ended_at = now
    session.flush()
    publish(session, TOPIC, "signed_out", {"landlord": found.landlord, "agent": agent_id})
    _note(session, by, found, "sessions-ended", now, new={"sessions": len(ended)})
    return len(ended)


def take_off_factor(session: Session, by: Agent, agent_id: int, *, now: datetime) -> None:
    """Ask an account for its second factor no more: the telephone was lost."""
    found = account(session, by, agent_id)
    second_factor.take_off(found)
    _note(session, by, found, "factor-taken-off", now)


def new_password(session: Session, by: Agent, agent_id: int, *, now: datetime) -> str:
    """Give an account a new password, which is kept nowhere; whoever is in it is signed out."""
    found = account(session, by, agent_id)
    password = secrets.token_urlsafe(12)
    found.password_hash = service.hash_password(password)
    end_sessions(session, by, agent_id, now=now)
    _note(session, by, found, "password-changed", now)
    return password


def _check(session: Session, by: Agent, wanted: Wanted) -> None:
    agency = session.get(Agency, wanted.agency_id) if wanted.agency_id else None
    if wanted.agency_id and (agency is None or agency.landlord != by.landlord):
        raise AccountRefused
    if not wanted.name.strip() or len(wanted.name) > LONGEST_NAME or not wanted.speaks:
        raise AccountRefused
    if wanted.capacity is not None and not 0 <= wanted.capacity <= MOST_CAPACITY:
        raise AccountRefused


def _state(agent: Agent) -> dict[str, Any]:
    shown = {"name", "role", "agency_id", "speaks", "skills", "capacity"}
    return {**agent.model_dump(mode="json", include=shown), "disabled": bool(agent.disabled_at)}


def _write(
    session: Session, by: Agent, one: Agent, what: str, now: datetime, before: dict[str, Any]
) -> None:
    session.flush()
    _note(session, by, one, what, now, old=before, new=_state(one))


def _note(
    session: Session, by: Agent, one: Agent, what: str, now: datetime, **states: dict[str, Any]
) -> None:
    audit.write(
        session,
        landlord=one.landlord,
        by=by.login,
        what=what,
        about=one.login,
        now=now,
        **states,
    )
