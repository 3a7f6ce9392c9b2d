"""Which conversations, calls and call-backs somebody may see: the one place that decides it.

Agencies of one landlord are borders between its agents. An agent sees what is of their own agency
or of none, what they have or were the last to have, and what overflows: a danger, and what has
waited so long that every agency helps. Who supervises, and who is of no agency, sees all of their
landlord's. Another landlord's is never seen.
"""

from datetime import datetime

from sqlalchemy import ColumnElement, and_, exists, or_
from sqlalchemy.orm import aliased
from sqlmodel import col, select

from backend.agents.models import Agent, Role
from backend.appointments.models import CallBack
from backend.calls.models import PhoneCall
from backend.conversations.models import Conversation, State, Stretch
from backend.handover.rules import rules_of
from backend.safety import Danger


def of_landlord(landlord: str) -> ColumnElement[bool]:
    """Tell which conversations are a landlord's.

    One whose landlord is not known yet belongs to everybody, until somebody takes it.
    """
    owner = aliased(Agent)
    colleague = exists().where(
        col(owner.id) == Conversation.agent_id, col(owner.landlord) == landlord
    )
    free = col(Conversation.agent_id).is_(None)
    unknown = col(Conversation.landlord).is_(None)
    return or_(col(Conversation.landlord) == landlord, unknown & (free | colleague))


def is_bound(agent: Agent) -> bool:
    """Tell whether the border of an agency holds for somebody."""
    return agent.role is Role.AGENT and agent.agency_id is not None


def seen_by(agent: Agent, now: datetime) -> ColumnElement[bool]:
    """Tell which conversations somebody may see."""
    offered = overflows(agent.landlord, now) | (_last_holder() == agent.id)
    return _seen(agent, of_landlord(agent.landlord), Conversation, offered)


def overflows(landlord: str, now: datetime) -> ColumnElement[bool]:
    """Tell which waiting conversations are offered to every agency."""
    return and_(
        col(Conversation.state) == State.QUEUED,
        or_(
            col(Conversation.queued_at) <= now - rules_of(landlord).overflow,
            col(Conversation.handoff_reason).in_([danger.value for danger in Danger]),
        ),
    )


def _last_holder() -> ColumnElement[int | None]:
    """Who had a conversation last: they may read how it went on until somebody else has it."""
    held = select(Stretch.agent_id).where(
        Stretch.conversation_id == Conversation.id, Stretch.state == State.AGENT
    )
    newest = held.order_by(col(Stretch.id).desc()).limit(1)
    return newest.correlate(Conversation).scalar_subquery()


def calls_seen_by(agent: Agent, now: datetime) -> ColumnElement[bool]:
    """Tell which calls somebody may see; one that nobody qualifies for long is everybody's."""
    since = now - rules_of(agent.landlord).overflow
    left = and_(col(PhoneCall.qualified_at).is_(None), col(PhoneCall.began_at) <= since)
    return _seen(agent, col(PhoneCall.landlord) == agent.landlord, PhoneCall, left)


def call_backs_seen_by(agent: Agent, now: datetime) -> ColumnElement[bool]:
    """Tell which call-backs somebody may see; one whose hour has passed is everybody's."""
    late = col(CallBack.closes_at) < now
    return _seen(agent, col(CallBack.landlord) == agent.landlord, CallBack, late)


def _seen(
    agent: Agent,
    ours: ColumnElement[bool],
    table: type[Conversation | PhoneCall | CallBack],
    offered: ColumnElement[bool],
) -> ColumnElement[bool]:
    """Tell what somebody may see of what is their landlord's; `offered` is what has no border."""
    if not is_bound(agent):
        return ours
    agency, holder = col(table.agency_id), col(table.agent_id)
    theirs = or_(agency.is_(None), agency == agent.agency_id, holder == agent.id)
    return and_(ours, theirs | offered)
