"""Signing in: argon2 passwords, sessions kept on the server, a token for each form."""

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import BoundedSemaphore, Lock

from pwdlib import PasswordHash
from sqlalchemy import ColumnElement
from sqlmodel import Session, select

from backend.agents import queries, second_factor
from backend.agents.errors import (
    CodeNeeded,
    ForgedRequest,
    NotProven,
    SignedOut,
    TooManyAttempts,
    WrongCode,
    WrongCredentials,
)
from backend.agents.models import Agent, AgentSession

IDLE = timedelta(hours=2)
ABSOLUTE = timedelta(hours=12)
_SEEN_EVERY = timedelta(minutes=1)
_FREE_ATTEMPTS = 5
_LONGEST_PASSWORD = 1_000
_LONGEST_DELAY = 900

_passwords = PasswordHash.recommended()
# One hash costs 64 MiB and a quarter of a second: two at a time, whoever asks.
_hashing = BoundedSemaphore(2)
_NOBODY = "$argon2id$v=19$m=65536,t=3,p=4$" + "A" * 22 + "$" + "A" * 43


@dataclass(frozen=True)
class SignedIn:
    """Who is signed in, with the session's form token."""

    agent: Agent
    csrf: str


class Attempts:
    """Wrong passwords of one login in this process; the delay doubles with each after the fifth."""

    def __init__(self) -> None:
        self._wrong: dict[str, tuple[int, datetime]] = {}
        self._lock = Lock()

    def check(self, login: str, now: datetime) -> None:
        """Raise TooManyAttempts while the login has to wait."""
        with self._lock:
            count, last = self._wrong.get(login, (0, now))
        if count < _FREE_ATTEMPTS:
            return
        delay = min(2 ** (count - _FREE_ATTEMPTS + 1), _LONGEST_DELAY)
        wait = int((last + timedelta(seconds=delay) - now).total_seconds())
        if wait > 0:
            raise TooManyAttempts(wait)

    def count(self, login: str, now: datetime, *, right: bool) -> None:
        """Remember a wrong password; a right one forgets them."""
        with self._lock:
            if right:
                self._wrong.pop(login, None)
            else:
                self._wrong[login] = (self._wrong.get(login, (0, now))[0] + 1, now)


attempts = Attempts()


def hash_password(password: str) -> str:
    """Return what is stored of a password."""
    with _hashing:
        return _passwords.hash(password)


def check_password(session: Session, login: str, password: str, *, now: datetime) -> Agent:
    """Return the account; an unknown login costs the time of a wrong password."""
    attempts.check(login, now)
    agent = queries.by_login(session, login)
    stored = agent.password_hash if agent is not None else _NOBODY
    right = len(password) <= _LONGEST_PASSWORD and _verified(password, stored)
    attempts.count(login, now, right=right and agent is not None)
    if agent is None or not right:
        raise WrongCredentials
    return agent


def _verified(password: str, stored: str) -> bool:
    with _hashing:
        return _passwords.verify(password, stored)


def sign_in(
    session: Session, login: str, password: str, *, code: str = "", key: str = "", now: datetime
) -> str:
    """Open a session; return its token, of which only the hash is stored.

    Raises CodeNeeded and WrongCode where the account has a second factor.
    """
    agent = check_password(session, login, password, now=now)
    if agent.totp_since is not None:
        _check_code(session, agent, code, key=key, now=now)
    return open_session(session, agent, now=now)


def _check_code(session: Session, agent: Agent, code: str, *, key: str, now: datetime) -> None:
    if not code:
        raise CodeNeeded
    hold(session, agent.id or 0)
    session.refresh(agent)
    try:
        second_factor.check(agent, code, key=key, now=now)
    except WrongCode:
        attempts.count(agent.login, now, right=False)
        raise


def sign_in_as(session: Session, login: str, *, now: datetime) -> str:
    """Open a session for whom the identity provider vouches for; raises NotProven."""
    agent = queries.by_login(session, login)
    if agent is None:
        raise NotProven
    return open_session(session, agent, now=now)


def open_session(session: Session, agent: Agent, *, now: datetime) -> str:
    """Open a session of an account; return its token."""
    token = secrets.token_urlsafe(32)
    session.add(
        AgentSession(
            token_hash=_hash(token),
            agent_id=agent.id or 0,
            csrf=secrets.token_urlsafe(24),
            created_at=now,
            seen_at=now,
        )
    )
    return token


def signed_in(session: Session, token: str, *, now: datetime, active: bool = True) -> SignedIn:
    """Return who the token belongs to; raises SignedOut when it is none, ended or too old.

    What a page asks for by itself is not `active`: it does not keep the session from idling.
    """
    found = queries.open_session(
        session, _hash(token), idle_since=now - IDLE, opened_since=now - ABSOLUTE
    )
    if found is None:
        raise SignedOut
    opened, agent = found
    if active and now - opened.seen_at > _SEEN_EVERY:
        opened.seen_at = now
    return SignedIn(agent, opened.csrf)


def sign_out(session: Session, token: str, *, now: datetime) -> None:
    """End a session on the server."""
    opened = session.get(AgentSession, _hash(token))
    if opened is not None and opened.ended_at is None:
        opened.ended_at = now


def live_sessions(now: datetime) -> ColumnElement[bool]:
    """Tell which sessions are neither ended nor too old."""
    return queries.live(idle_since=now - IDLE, opened_since=now - ABSOLUTE)


def is_present(session: Session, agent_id: int, *, now: datetime) -> bool:
    """Tell whether somebody is signed in somewhere."""
    query = select(AgentSession.agent_id).where(
        AgentSession.agent_id == agent_id, live_sessions(now)
    )
    return session.exec(query).first() is not None


def hold(session: Session, agent_id: int) -> None:
    """Hold an account until the end of the unit of work: nothing is claimed for it meanwhile."""
    session.exec(select(Agent.id).where(Agent.id == agent_id).with_for_update(key_share=True))


def check_form(known: SignedIn, given: str) -> None:
    """Raise ForgedRequest unless the form carries its session's token."""
    if not hmac.compare_digest(known.csrf.encode(), given.encode()):
        raise ForgedRequest


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
