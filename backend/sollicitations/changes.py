"""What changes of a request without its going anywhere: who has it, what it is about, a note."""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session

from backend.errors import Conflict
from backend.sollicitations import following, journal, queries, states
from backend.sollicitations.following import Notice, SollicitationNotFound
from backend.sollicitations.models import EventKind, Sollicitation
from backend.sollicitations.states import State


class NothingChanges(Conflict):
    """What is asked for is so already; no event is written."""

    type = "nothing-changes"

    def __init__(self) -> None:
        super().__init__("Nothing would change.")


class SollicitationOver(Conflict):
    """The request is over: it is reopened first, then changed."""

    type = "sollicitation-over"

    def __init__(self, state: State) -> None:
        super().__init__(f"A sollicitation that is {state} is not changed.", state=state)


@dataclass(frozen=True)
class Assignment:
    """Who has a request: an agency, a role in it, one of its agents."""

    agency_id: int | None = None
    role: str | None = None
    assigned_to: int | None = None


def held(session: Session, sollicitation_id: int) -> Sollicitation:
    """Return a request, held until the end of the unit of work; raises SollicitationNotFound."""
    found = queries.locked(session, sollicitation_id)
    if found is None:
        raise SollicitationNotFound
    return found


def held_open(session: Session, sollicitation_id: int) -> Sollicitation:
    """Return a request that somebody still has to do something about; raises SollicitationOver."""
    found = held(session, sollicitation_id)
    if not states.is_open(State(found.state)):
        raise SollicitationOver(State(found.state))
    return found


def assign(
    session: Session,
    sollicitation_id: int,
    to: Assignment,
    *,
    by: str,
    now: datetime,
    note: str | None = None,
) -> Notice | None:
    """Give a request to an agency, a role or an agent; return what its tenant is to be told.

    One that was only received is assigned by that. Raises SollicitationOver or NothingChanges.
    """
    found = held_open(session, sollicitation_id)
    before, after = _assignment(found), asdict(to)
    if before == after:
        raise NothingChanges
    for name, value in after.items():
        setattr(found, name, value)
    # Somebody decided: nothing else told the agency.
    found.routed_by = None
    what = {"before": before, "after": after}
    journal.write(session, found, EventKind.ASSIGNMENT, by=by, now=now, note=note, what=what)
    if found.state != State.RECEIVED or not (to.role or to.assigned_to):
        return None
    return following.change_state(session, sollicitation_id, State.ASSIGNED, by, now)


def _assignment(found: Sollicitation) -> dict[str, Any]:
    return asdict(Assignment(found.agency_id, found.role, found.assigned_to))


_CORRECTED = {
    "category": EventKind.CATEGORY,
    "priority": EventKind.PRIORITY,
    "address": EventKind.ADDRESS,
}


def correct(
    session: Session,
    sollicitation_id: int,
    *,
    by: str,
    now: datetime,
    note: str | None = None,
    **given: str | int,
) -> Sollicitation:
    """Change the category, the priority or the address of a request, one event for each.

    Raises SollicitationOver or NothingChanges.
    """
    found = held_open(session, sollicitation_id)
    changed = {name: value for name, value in given.items() if getattr(found, name) != value}
    if not changed:
        raise NothingChanges
    for name, value in changed.items():
        what = {"before": getattr(found, name), "after": value}
        setattr(found, name, value)
        journal.write(session, found, _CORRECTED[name], by=by, now=now, note=note, what=what)
    return found


def add_note(
    session: Session, sollicitation_id: int, note: str, *, by: str, now: datetime
) -> Sollicitation:
    """Write a note beside a request, whether it is over or not; its tenant never reads it."""
    found = held(session, sollicitation_id)
    journal.write(session, found, EventKind.NOTE, by=by, now=now, note=note)
    return found


def link(
    session: Session, sollicitation_id: int, conversation_id: str, *, by: str, now: datetime
) -> Sollicitation:
    """Let a request be of another conversation, which is told what becomes of it from now on.

    Raises NothingChanges where it is so already.
    """
    found = held(session, sollicitation_id)
    if found.conversation_id == conversation_id:
        raise NothingChanges
    what = {"before": found.conversation_id, "after": conversation_id}
    found.conversation_id = conversation_id
    journal.write(session, found, EventKind.LINK, by=by, now=now, what=what)
    return found


def reopen(session: Session, sollicitation_id: int, *, by: str, now: datetime, note: str) -> Notice:
    """Begin again what was done, closed or cancelled, with all its history.

    Raises MoveNotAllowed for one that is still open.
    """
    found = held(session, sollicitation_id)
    to = State.RECEIVED if found.state == State.CANCELLED else State.IN_PROGRESS
    if states.is_open(State(found.state)):
        raise states.MoveNotAllowed(State(found.state), to)
    return following.change_state(session, sollicitation_id, to, by, now, note)


def not_solved(session: Session, sollicitation_id: int, *, now: datetime) -> Sollicitation:
    """Take a tenant's "no, it is not repaired": the same request goes on, before the others.

    One that was cancelled or reopened meanwhile stays where it is; one that was merged meanwhile
    is followed to the request that is kept.
    """
    asked = session.get_one(Sollicitation, sollicitation_id)
    found = held(session, queries.kept(session, asked).id or 0)
    if found.state in (State.DONE, State.CLOSED):
        following.change_state(session, found.id or 0, State.IN_PROGRESS, "tenant", now)
    if states.is_open(State(found.state)):
        correct(session, found.id or 0, by="tenant", now=now, priority=found.priority + 1)
    return asked
