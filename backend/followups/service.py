"""Planning what follows by itself, sending it once, and hearing what was agreed to.

The functions take a session and never commit.
"""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time

from sqlalchemy import ColumnElement
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session, col, select

from backend import jobs, quiet
from backend.config import get_settings
from backend.conversations.models import Conversation
from backend.followups.errors import FollowUpOver, NoSuchFollowUp
from backend.followups.models import Consent, FollowUp, State
from backend.followups.rules import Rule, due, rules
from backend.sollicitations.models import Sollicitation
from knowledge import Knowledge
from knowledge.hours import PARIS

_SHOWN = 200
CONSENT, TENANT = "consent", "tenant"
"""What starts with a tenant's yes is never planned by hand."""


def plan(
    session: Session,
    filed: Sollicitation,
    rule_name: str,
    starts_on: date,
    *,
    by: str,
    knowledge: Knowledge,
    now: datetime,
) -> FollowUp:
    """Plan what follows from a date; planned twice, it is one, and what was sent stays sent.

    Raises NoSuchFollowUp where the landlord has no such rule, FollowUpOver where the day is past.
    """
    rule = rules(filed.landlord or "").get(rule_name)
    if rule is None or filed.id is None:
        raise NoSuchFollowUp
    if rule.starts == CONSENT and by != TENANT:
        raise NoSuchFollowUp
    told = due(rule, starts_on, knowledge)
    if told.day < now.astimezone(PARIS).date():
        raise FollowUpOver
    at = max(_at(told.warned_on), now)
    row = {
        "landlord": rule.landlord,
        "rule": rule.name,
        "sollicitation_id": filed.id,
        "starts_on": starts_on,
        "due_at": at,
        "state": State.PLANNED,
        "planned_by": by,
        "planned_at": now,
        "why": "",
    }
    statement = insert(FollowUp).values(**row)
    statement = statement.on_conflict_do_update(
        constraint="one_follow_up_per_reason",
        set_={"state": State.PLANNED, "due_at": at, "why": "", "planned_by": by},
        where=col(FollowUp.state).in_((State.CANCELLED, State.DATED)),
    )
    session.execute(statement)
    made = _of_reason(session, filed.id, rule.name, starts_on)
    if rule.replaces:
        _replace(session, made, now)
    if made.state is State.PLANNED:
        jobs.defer(session, jobs.FOLLOW_UP, made.id or 0, lock=f"follow_up:{made.id}", at=at)
    return made


def plan_dated(session: Session, *, knowledge: Knowledge, now: datetime) -> int:
    """Plan what came by a file; a date that is past is kept and tells so. Return how many."""
    query = select(FollowUp).where(FollowUp.state == State.DATED).order_by(col(FollowUp.starts_on))
    found = session.exec(query.limit(_SHOWN).with_for_update(skip_locked=True)).all()
    for one in found:
        filed = session.get_one(Sollicitation, one.sollicitation_id)
        try:
            by, on = one.planned_by, one.starts_on
            plan(session, filed, one.rule, on, by=by, knowledge=knowledge, now=now)
        except (FollowUpOver, NoSuchFollowUp) as refused:
            one.state, one.why, one.ended_at = State.CANCELLED, refused.type, now
            session.flush()
    return len(found)


def _at(day: date) -> datetime:
    """Return the first moment of a day at which somebody may be written to."""
    morning = datetime.combine(day, time(), PARIS).astimezone(UTC)
    hours = quiet.read(get_settings().notice_hours)
    return hours.next(morning) if hours else morning


def _of_reason(session: Session, sollicitation_id: int, rule: str, starts_on: date) -> FollowUp:
    query = select(FollowUp).where(
        FollowUp.sollicitation_id == sollicitation_id,
        FollowUp.rule == rule,
        FollowUp.starts_on == starts_on,
    )
    return session.exec(query.execution_options(populate_existing=True)).one()


def _replace(session: Session, made: FollowUp, now: datetime) -> None:
    """Let a newer date take the place of the older ones."""
    query = select(FollowUp).where(
        FollowUp.sollicitation_id == made.sollicitation_id,
        FollowUp.rule == made.rule,
        FollowUp.state == State.PLANNED,
        FollowUp.id != made.id,
    )
    for older in session.exec(query.with_for_update()):
        end(older, State.CANCELLED, why="replaced", now=now)


def end(one: FollowUp, state: State, *, why: str = "", now: datetime) -> None:
    """End a follow-up that is still planned; raises FollowUpOver."""
    if one.state is not State.PLANNED:
        raise FollowUpOver
    one.state, one.why, one.ended_at = state, why, now


def rule_of(one: FollowUp) -> Rule | None:
    """Return the rule of a follow-up; None where the landlord's data has it no more."""
    return rules(one.landlord).get(one.rule)


def locked(session: Session, follow_up_id: int) -> FollowUp | None:
    """Return a follow-up, held until the end of the unit of work."""
    query = select(FollowUp).where(FollowUp.id == follow_up_id).with_for_update()
    return session.exec(query.execution_options(populate_existing=True)).first()


def of_landlord(session: Session, landlord: str, follow_up_id: int) -> FollowUp:
    """Return a follow-up, held; raises NoSuchFollowUp for another landlord's as for none."""
    found = locked(session, follow_up_id)
    if found is None or found.landlord != landlord:
        raise NoSuchFollowUp
    return found


def of_request(session: Session, sollicitation_id: int) -> Sequence[FollowUp]:
    """Return what follows from a request, the first that is due first."""
    query = select(FollowUp).where(FollowUp.sollicitation_id == sollicitation_id)
    return session.exec(query.order_by(col(FollowUp.due_at), col(FollowUp.id))).all()


def planned(
    session: Session, landlord: str, seen: ColumnElement[bool]
) -> Sequence[tuple[FollowUp, Sollicitation]]:
    """Return what is planned for a landlord's people, each with its request that may be seen."""
    query = (
        select(FollowUp, Sollicitation)
        .where(FollowUp.sollicitation_id == Sollicitation.id)
        .where(FollowUp.landlord == landlord, FollowUp.state == State.PLANNED, seen)
    )
    return session.exec(query.order_by(col(FollowUp.due_at), col(FollowUp.id)).limit(_SHOWN)).all()


def offered(landlord: str | None) -> list[str]:
    """Return the rules that an agent may plan: those that start from a date that they know."""
    return [one.name for one in rules(landlord or "").values() if one.starts != CONSENT]


def asked(
    session: Session, one: FollowUp, rule: Rule, talk: Conversation, message_id: int, now: datetime
) -> None:
    """Note that somebody was asked to agree; what they said before stands."""
    row = {
        "sollicitation_id": one.sollicitation_id,
        "purpose": rule.asks,
        "conversation_id": talk.id,
        "message_id": message_id,
        "rule": rule.name,
        "asked_at": now,
        "words": "",
    }
    session.execute(insert(Consent).values(**row).on_conflict_do_nothing())


def open_consent(session: Session, conversation_id: str) -> Consent | None:
    """Return what a conversation was asked to agree to and has not answered, held."""
    query = select(Consent).where(
        Consent.conversation_id == conversation_id, col(Consent.given).is_(None)
    )
    return session.exec(query.order_by(col(Consent.id).desc()).with_for_update()).first()


def consent_of(session: Session, sollicitation_id: int, purpose: str) -> Consent | None:
    """Return what was asked and said about a purpose."""
    query = select(Consent).where(
        Consent.sollicitation_id == sollicitation_id, Consent.purpose == purpose
    )
    return session.exec(query).first()


def agree(
    session: Session,
    found: Consent,
    *,
    given: bool,
    words: str,
    knowledge: Knowledge,
    now: datetime,
) -> None:
    """Keep a yes or a no; only a yes lets anything follow."""
    found.given, found.words, found.answered_at = given, words[:200], now
    filed = session.get_one(Sollicitation, found.sollicitation_id)
    rule = rules(filed.landlord or "").get(found.rule)
    if given and rule is not None and rule.then:
        today = now.astimezone(PARIS).date()
        plan(session, filed, rule.then, today, by=TENANT, knowledge=knowledge, now=now)
