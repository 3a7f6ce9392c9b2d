"""What exceptional days and weekly hours share: kept in the place of others, withdrawn, audited."""

from collections.abc import Sequence
from datetime import datetime, time
from typing import TypeVar

from sqlalchemy import text
from sqlmodel import Session, col, select

from backend import safety
from backend.agents.models import Agent
from backend.audit import service as audit
from backend.errors import BadInput, NotFound
from backend.feed.service import publish
from backend.library.models import OpeningDay, OpeningWeek
from backend.library.service import TOPIC
from knowledge.model import Slot

LONGEST_REASON = 200
Times = tuple[tuple[time, time], ...]
Kept = TypeVar("Kept", OpeningDay, OpeningWeek)

# What each is called in the journal, and the day that it holds on or from.
_NAMED = {OpeningDay: ("opening-day", "day"), OpeningWeek: ("opening-week", "starts_on")}
_SAID = {"slots", "hours", "reason"}
# Who keeps the same at the same moment comes after, and takes its place.
_HOLD = text("SELECT pg_advisory_xact_lock(hashtextextended(:entry, 43))")


class OpeningRefused(BadInput):
    """Other hours need a contact point, days to come and hours in their order."""

    type = "opening-day-refused"

    def __init__(self) -> None:
        super().__init__("A contact point, days to come, and hours in their order.")


def in_order(slots: Times) -> bool:
    """Tell whether openings follow one another, each ending after it began, in local time."""
    times = [moment for slot in slots for moment in slot]
    return not any(moment.tzinfo for moment in times) and times == sorted(set(times))


def written(slots: Times) -> list[list[str]]:
    """Return openings as they are kept."""
    return [[start.isoformat("minutes"), end.isoformat("minutes")] for start, end in slots]


def read(kept: Sequence[Sequence[str]]) -> tuple[Slot, ...]:
    """Return openings that were kept."""
    return tuple(Slot(time.fromisoformat(start), time.fromisoformat(end)) for start, end in kept)


def reason_of(given: str) -> str:
    """Return a reason as it is kept."""
    return safety.clean(given).strip()[:LONGEST_REASON]


def put(session: Session, by: Agent, *made: Kept, now: datetime) -> None:
    """Keep what one contact point is to have, each in the place of what held on the same day."""
    entry = made[0].entry
    session.execute(_HOLD, {"entry": entry})
    for one in made:
        _put(session, by, one, now)
    publish(session, TOPIC, "opening", {"entry": entry})


def _put(session: Session, by: Agent, made: Kept, now: datetime) -> None:
    kind = type(made)
    _, day = _NAMED[kind]
    there = select(kind).where(
        kind.entry == made.entry,
        getattr(kind, day) == getattr(made, day),
        col(kind.withdrawn_at).is_(None),
    )
    before = session.exec(there.with_for_update()).first()
    if before is not None:
        before.withdrawn_at, before.withdrawn_by = now, by.id
        session.flush()
    session.add(made)
    _note(session, by, made, "set", now, old=before, new=made)


def withdraw(session: Session, kind: type[Kept], by: Agent, number: int, *, now: datetime) -> None:
    """Let it be as it was before; raises NotFound for another landlord's."""
    found = session.get(kind, number, with_for_update=True)
    if found is None or found.landlord != by.landlord:
        raise NotFound("There are no such hours.")
    if found.withdrawn_at is None:
        found.withdrawn_at, found.withdrawn_by = now, by.id
        _note(session, by, found, "withdrawn", now, old=found)
        publish(session, TOPIC, "opening", {"entry": found.entry})


def _note(
    session: Session,
    by: Agent,
    one: Kept,
    done: str,
    now: datetime,
    *,
    old: Kept | None = None,
    new: Kept | None = None,
) -> None:
    called, day = _NAMED[type(one)]
    about = f"{one.entry} {getattr(one, day).isoformat()}"
    states = {
        name: kept.model_dump(include=_SAID)
        for name, kept in (("old", old), ("new", new))
        if kept is not None
    }
    what = f"{called}-{done}"
    audit.write(
        session, landlord=by.landlord, by=by.login, what=what, about=about, now=now, **states
    )
