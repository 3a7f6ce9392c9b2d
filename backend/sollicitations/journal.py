"""What happened to a request: the one place where an event is written."""

from datetime import datetime
from typing import Any

from sqlalchemy import text
from sqlmodel import Session

from backend.sollicitations import timing
from backend.sollicitations.announcing import announce
from backend.sollicitations.models import EventKind, Sollicitation, SollicitationEvent
from backend.sollicitations.states import State

_ANONYMISE = text("SELECT anonymise_events(:request)")


def write(
    session: Session,
    filed: Sollicitation,
    kind: EventKind,
    *,
    by: str,
    now: datetime,
    note: str | None = None,
    what: dict[str, Any] | None = None,
    to: State | None = None,
) -> SollicitationEvent:
    """Write what happens to a request, and move it where the event leads, if anywhere."""
    before = State(filed.state)
    filed.state, filed.updated_at = to or before, now
    session.add(filed)
    event = SollicitationEvent(
        sollicitation_id=filed.id or 0,
        at=now,
        by=by,
        kind=kind,
        from_state=before,
        to_state=filed.state,
        note=note,
        what=what,
    )
    session.add(event)
    if to is not None:
        timing.moved(session, filed.id or 0, to, now=now)
    announce(session, filed, event)
    return event


def received(session: Session, sollicitation_id: int, *, by: str, now: datetime) -> None:
    """Write the first event of a request: it is there."""
    event = SollicitationEvent(
        sollicitation_id=sollicitation_id, at=now, by=by, to_state=State.RECEIVED
    )
    session.add(event)
    announce(session, session.get_one(Sollicitation, sollicitation_id), event)


def anonymise(session: Session, sollicitation_id: int) -> None:
    """Take what people wrote out of a request's events; that they happened stays."""
    session.flush()
    session.execute(_ANONYMISE, {"request": sollicitation_id})
    session.expire_all()
