"""Who changes what in the knowledge, and what the amendments make of the files."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlmodel import Session

from backend import safety
from backend.agents.models import Agent, Role
from backend.errors import NotFound
from backend.feed.service import publish
from backend.library import queries
from backend.library.errors import (
    AmendmentRefused,
    CorrectionSettled,
    NotYoursToAmend,
    ReasonMissing,
)
from backend.library.models import Amendment, Correction, CorrectionState
from knowledge.amend import amended
from knowledge.errors import EntryNotFound, KnowledgeInvalid, Problem
from knowledge.model import Entry, Knowledge
from knowledge.query import scopes

TOPIC = "knowledge"
LONGEST_WORDS = 2_000
LONGEST_REASON = 500

in_force = queries.in_force
amendments_of = queries.amendments_of
corrections = queries.corrections
corrections_of = queries.corrections_of
open_count = queries.open_count
names = queries.names


def applied(
    files: Knowledge, amendments: Iterable[Amendment]
) -> tuple[Knowledge, Mapping[int, tuple[str, ...]]]:
    """Return the files' knowledge as amended, and why an amendment was left out, by its id.

    One that was right once may not fit the files any more: the others hold without it.
    """
    left_out: dict[int, tuple[str, ...]] = {}
    for one in amendments:
        try:
            files = amended(files, one.entry, one.change)
        except KnowledgeInvalid as error:
            left_out[one.id or 0] = tuple(f"{p.field}: {p.message}" for p in error.problems)
        except EntryNotFound as error:
            left_out[one.id or 0] = (str(error),)
    return files, left_out


def may_amend(knowledge: Knowledge, agent: Agent, entry: Entry) -> bool:
    """Tell whether an account may change what an entry says.

    A supervisor may for their own landlord; what holds for several landlords is an administrator's.
    """
    if agent.role is Role.ADMINISTRATOR:
        return entry.landlord in scopes(knowledge, agent.landlord)
    return agent.role is Role.SUPERVISOR and entry.landlord == agent.landlord


@dataclass(frozen=True)
class Draft:
    """What somebody wants to amend, from which day, and why."""

    starts_on: date
    reason: str
    answer: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)


def drafted(
    session: Session, files: Knowledge, agent: Agent, entry: Entry, draft: Draft, *, now: datetime
) -> tuple[Amendment, Entry]:
    """Return the amendment that a draft makes, not yet written, and the entry as it would be.

    Raises NotYoursToAmend, ReasonMissing, or AmendmentRefused where the entry would not stand in
    the files like that.
    """
    if not may_amend(files, agent, entry):
        raise NotYoursToAmend
    made = Amendment(
        entry=entry.id,
        starts_on=draft.starts_on,
        answer=dict(draft.answer),
        new_values=dict(draft.values),
        reason=_said(draft.reason, LONGEST_REASON),
        author_id=agent.id or 0,
        created_at=now,
    )
    if not made.answer and not made.new_values:
        raise AmendmentRefused([Problem("", 0, entry.id, "", "nothing is changed")])
    after = check(files, entry.id, [*queries.kept(session, entry.id), made])
    return made, after


def amend(
    session: Session, files: Knowledge, agent: Agent, entry: Entry, draft: Draft, *, now: datetime
) -> Amendment:
    """Write an amendment that goes live on its day; raises what `drafted` raises."""
    made, _ = drafted(session, files, agent, entry, draft, now=now)
    session.add(made)
    session.flush()
    publish(session, TOPIC, "amended", {"entry": entry.id})
    return made


def check(files: Knowledge, entry_id: str, amendments: Sequence[Amendment]) -> Entry:
    """Return an entry after all its amendments, each applied in its turn.

    Raises AmendmentRefused where one of them breaks a rule.
    """
    for one in sorted(amendments, key=lambda one: (one.starts_on, one.id or float("inf"))):
        try:
            files = amended(files, one.entry, one.change)
        except KnowledgeInvalid as error:
            raise AmendmentRefused(error.problems) from error
    return next(entry for entry in files.entries if entry.id == entry_id)


def withdraw(
    session: Session, files: Knowledge, agent: Agent, amendment_id: int, *, now: datetime
) -> Amendment:
    """Take an amendment back: the entry is told as before it, from now on.

    Raises AmendmentRefused where a later amendment is built on it.
    """
    found = session.get(Amendment, amendment_id, with_for_update=True)
    entry = next((e for e in files.entries if found and e.id == found.entry), None)
    if found is None or entry is None:
        raise NotFound("There is no such amendment.")
    if not may_amend(files, agent, entry):
        raise NotYoursToAmend
    if found.withdrawn_at is None:
        rest = [one for one in queries.kept(session, entry.id) if one.id != found.id]
        check(files, entry.id, rest)
        found.withdrawn_at, found.withdrawn_by = now, agent.id
        publish(session, TOPIC, "withdrawn", {"entry": entry.id})
    return found


def propose(
    session: Session, agent: Agent, entry: Entry, words: str, *, now: datetime
) -> Correction:
    """Keep what an agent finds wrong in an entry, for the supervisor of their landlord."""
    made = Correction(
        entry=entry.id,
        landlord=agent.landlord,
        words=_said(words, LONGEST_WORDS),
        proposed_by=agent.id or 0,
        created_at=now,
    )
    session.add(made)
    session.flush()
    return made


def decline(
    session: Session, agent: Agent, correction_id: int, reason: str, *, now: datetime
) -> Correction:
    """Turn a proposal down, with the reason that its author reads."""
    reason = _said(reason, LONGEST_REASON)
    return _decide(session, agent, correction_id, CorrectionState.DECLINED, now, reason=reason)


def accept(
    session: Session, agent: Agent, correction_id: int, amendment: Amendment, *, now: datetime
) -> Correction:
    """Note the amendment that a proposal has led to."""
    found = _decide(session, agent, correction_id, CorrectionState.ACCEPTED, now)
    found.amendment_id = amendment.id
    return found


def _decide(
    session: Session,
    agent: Agent,
    correction_id: int,
    state: CorrectionState,
    now: datetime,
    *,
    reason: str | None = None,
) -> Correction:
    found = correction(session, agent, correction_id)
    if found.state is not CorrectionState.OPEN:
        raise CorrectionSettled
    found.state, found.decided_by, found.decided_at, found.reason = state, agent.id, now, reason
    return found


def correction(session: Session, agent: Agent, correction_id: int) -> Correction:
    """Return a proposal of the agent's own landlord, held until the unit of work ends."""
    found = session.get(Correction, correction_id, with_for_update=True)
    if found is None or found.landlord != agent.landlord:
        raise NotFound("There is no such proposal.")
    return found


def _said(words: str, longest: int) -> str:
    cleaned = safety.clean(words).strip()[:longest]
    if not cleaned:
        raise ReasonMissing
    return cleaned
