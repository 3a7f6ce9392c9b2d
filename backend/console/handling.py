"""What an agent does with a request: move it, give it on, correct it, merge and split it.

Each function checks first that the agent may change the request at all: one that they may see,
and that is their agency's, nobody's or given to them. Each returns how many conversations were
written to.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from backend import safety
from backend.agents.models import Agency, Agent
from backend.console import requests_queries
from backend.console.errors import NoReason, OtherAgency, WrongTarget
from backend.handover.boundary import is_bound, trades_of
from backend.notices import preferences
from backend.notices import service as notices
from backend.notices.models import Way
from backend.sollicitations import codes
from backend.sollicitations import service as sollicitations
from backend.sollicitations.category import CATEGORIES
from backend.sollicitations.models import Sollicitation
from backend.sollicitations.service import Assignment
from backend.sollicitations.states import State

LONGEST_NOTE = 1_000
LONGEST_TOLD = 4_000
HIGHEST_PRIORITY = 9


@dataclass(frozen=True)
class Doing:
    """Who does it, when, and why."""

    agent: Agent
    now: datetime
    note: str = ""

    @property
    def why(self) -> str | None:
        """The reason, cleaned; None without one."""
        return safety.clean(self.note).strip()[:LONGEST_NOTE] or None

    @property
    def reason(self) -> str:
        """The reason where there has to be one; raises NoReason."""
        if self.why is None:
            raise NoReason
        return self.why


def may_change(agent: Agent, one: Sollicitation) -> bool:
    """Tell whether an agent may change a request that they may read.

    Agencies help each other with the conversations; what becomes of a request is decided by the
    agency that has it, whom it is given to, or who supervises them all.
    """
    if not is_bound(agent) or one.agency_id in (None, agent.agency_id):
        return True
    return one.assigned_to == agent.id or one.role in trades_of(agent)


def changeable(session: Session, doing: Doing, sollicitation_id: int) -> Sollicitation:
    """Return a request that the agent may change; raises OtherAgency, or SollicitationNotFound."""
    one = requests_queries.request(session, doing.agent, sollicitation_id, doing.now)
    if not may_change(doing.agent, one):
        raise OtherAgency
    return one


def move(session: Session, doing: Doing, sollicitation_id: int, to: State) -> int:
    """Move a request to another state."""
    changeable(session, doing, sollicitation_id)
    told = sollicitations.change_state(
        session, sollicitation_id, to, doing.agent.login, doing.now, doing.why
    )
    return notices.tell(session, [told], now=doing.now)


def reopen(session: Session, doing: Doing, sollicitation_id: int) -> int:
    """Begin a request again; raises NoReason without one."""
    changeable(session, doing, sollicitation_id)
    told = sollicitations.reopen(
        session, sollicitation_id, by=doing.agent.login, now=doing.now, note=doing.reason
    )
    return notices.tell(session, [told], now=doing.now)


def assign(session: Session, doing: Doing, sollicitation_id: int, to: Assignment) -> int:
    """Give a request to an agency, a role or an agent of the landlord; the reason is needed."""
    one = changeable(session, doing, sollicitation_id)
    _check_target(session, doing.agent.landlord, to)
    told = sollicitations.assign(
        session, sollicitation_id, to, by=doing.agent.login, now=doing.now, note=doing.reason
    )
    if told is None:
        notices.tell_console(session, one)
        return 0
    return notices.tell(session, [told], now=doing.now)


def _check_target(session: Session, landlord: str, to: Assignment) -> None:
    """Raise WrongTarget for another landlord's agency or agent."""
    agency = session.get(Agency, to.agency_id) if to.agency_id else None
    agent = session.get(Agent, to.assigned_to) if to.assigned_to else None
    if to.agency_id and (agency is None or agency.landlord != landlord):
        raise WrongTarget
    if to.assigned_to and (agent is None or agent.landlord != landlord or agent.disabled_at):
        raise WrongTarget


def correct(
    session: Session,
    doing: Doing,
    sollicitation_id: int,
    *,
    category: str,
    priority: int,
    address: str,
) -> int:
    """Correct what a request is about, how soon it comes, and where; its tenant is not told."""
    changeable(session, doing, sollicitation_id)
    if category not in CATEGORIES or not 0 <= priority <= HIGHEST_PRIORITY:
        raise WrongTarget
    one = sollicitations.correct(
        session,
        sollicitation_id,
        by=doing.agent.login,
        now=doing.now,
        note=doing.why,
        category=category,
        priority=priority,
        address=safety.clean(address).strip(),
    )
    notices.tell_console(session, one)
    return 0


def add_note(session: Session, doing: Doing, sollicitation_id: int) -> int:
    """Write a note beside a request; whoever may see it may, whoever has it."""
    requests_queries.request(session, doing.agent, sollicitation_id, doing.now)
    one = sollicitations.add_note(
        session, sollicitation_id, doing.reason, by=doing.agent.login, now=doing.now
    )
    notices.tell_console(session, one)
    return 0


def prefer(session: Session, doing: Doing, sollicitation_id: int, way: Way) -> int:
    """Keep how the tenant of a request wants to be told, as they said to the agent."""
    one = requests_queries.request(session, doing.agent, sollicitation_id, doing.now)
    preferences.prefer(session, one, way, by=doing.agent.login, now=doing.now)
    return 0


def named(session: Session, doing: Doing, written: str) -> list[Sollicitation]:
    """Return the requests whose codes somebody wrote; raises WrongTarget for what is none.

    One that they may not see is as unknown as one that is not.
    """
    read = [codes.parse(part) for part in re.split(r"[,;\n]+", written) if part.strip()]
    found = requests_queries.by_codes(session, doing.agent, {c for c in read if c}, doing.now)
    if not read or None in read or len(found) != len(set(read)):
        raise WrongTarget
    for one in found:
        if not may_change(doing.agent, one):
            raise OtherAgency
    return list(found)


def merge(
    session: Session, doing: Doing, sollicitation_id: int, others: Sequence[Sollicitation]
) -> int:
    """Make other requests of the same trouble follow this one."""
    changeable(session, doing, sollicitation_id)
    told = sollicitations.merge(
        session,
        sollicitation_id,
        [one.id or 0 for one in others],
        by=doing.agent.login,
        now=doing.now,
        note=doing.why,
    )
    return notices.tell(session, told, now=doing.now)


def split_off(session: Session, doing: Doing, sollicitation_id: int) -> int:
    """Undo a merge."""
    changeable(session, doing, sollicitation_id)
    told = sollicitations.split_off(
        session, sollicitation_id, by=doing.agent.login, now=doing.now, note=doing.why
    )
    return notices.tell(session, [told], now=doing.now)


def split(
    session: Session, doing: Doing, sollicitation_id: int, *, category: str, description: str
) -> int:
    """Make a second request of the second trouble that one tells."""
    changeable(session, doing, sollicitation_id)
    told = safety.clean(description).strip()[:LONGEST_TOLD]
    if category not in CATEGORIES or not told:
        raise WrongTarget
    notice = sollicitations.split(
        session,
        sollicitation_id,
        category=category,
        description=told,
        by=doing.agent.login,
        now=doing.now,
        note=doing.why,
    )
    return notices.tell(session, [notice], now=doing.now)
