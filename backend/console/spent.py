"""The three clocks of today: how long conversations were with the bot, in the queue, with a person.

In working time: the night between a question and the morning's answer is nobody's.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, col, func, select

from backend.clocks.promises import week_of
from backend.clocks.working import Week, elapsed
from backend.conversations.models import Conversation, State, Stretch
from backend.handover.boundary import of_landlord
from knowledge import Knowledge

_MOST = 2_000
Span = tuple[datetime, datetime]


@dataclass(frozen=True)
class Spent:
    """The middle of what ended today, for each owner; None where nothing did."""

    bot: timedelta | None
    queue: timedelta | None
    person: timedelta | None


def today(session: Session, knowledge: Knowledge, landlord: str, midnight: datetime) -> Spent:
    """Measure what ended since midnight."""
    week = week_of(knowledge, landlord)
    return Spent(
        bot=_middle(week, _with_bot(session, landlord, midnight)),
        queue=_middle(week, _stretches(session, landlord, State.QUEUED, midnight)),
        person=_middle(week, _stretches(session, landlord, State.AGENT, midnight)),
    )


def _stretches(session: Session, landlord: str, state: State, midnight: datetime) -> Iterable[Span]:
    query = select(Stretch.began_at, Stretch.ended_at).where(
        Stretch.landlord == landlord,
        Stretch.state == state,
        col(Stretch.ended_at) >= midnight,
    )
    return [(began, ended) for began, ended in session.exec(query.limit(_MOST)) if ended]


def _with_bot(session: Session, landlord: str, midnight: datetime) -> Iterable[Span]:
    """Return how long each conversation was the bot's before somebody was first waited for."""
    first = func.min(Stretch.began_at)
    query = (
        select(Conversation.opened_at, first)
        .join(Stretch, col(Stretch.conversation_id) == Conversation.id)
        .where(of_landlord(landlord))
        .group_by(col(Conversation.id))
        .having(first >= midnight)
    )
    return list(session.exec(query.limit(_MOST)).all())


def _middle(week: Week, spans: Iterable[Span]) -> timedelta | None:
    worked = sorted(elapsed(week, began, ended) for began, ended in spans)
    return worked[len(worked) // 2] if worked else None
