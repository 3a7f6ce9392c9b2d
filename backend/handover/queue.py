"""Who takes what out of the queue: oldest first, by agency, language and role, one owner each.

Every claim holds the agent's account first, so that two claims of one agent, or a claim and the
end of their session, come one after the other. The functions never commit.
"""

from datetime import datetime

from sqlalchemy import ColumnElement, and_, or_, true
from sqlmodel import Session, col, func, select

from backend.agents import service as agents
from backend.agents.models import Agent, Role
from backend.conversations import ownership
from backend.conversations.errors import NotYours
from backend.conversations.models import Conversation, State
from backend.handover.boundary import of_landlord, overflows, seen_by
from backend.handover.errors import AtCapacity, NotForYou, NotThere
from backend.handover.rules import rules_of
from backend.safety import Danger


def offered_to(agent: Agent, now: datetime) -> ColumnElement[bool]:
    """Tell which conversations an agent may take now.

    Those of their agency, languages and roles; a danger and what waited too long are everybody's.
    Who supervises, and what the bot still has, knows no such border.
    """
    if agent.role is not Role.AGENT:
        return true()
    wanted = col(Conversation.wanted_role)
    agency = col(Conversation.agency_id)
    anybody = agent.agency_id is None
    theirs = and_(
        true() if anybody else or_(agency.is_(None), agency == agent.agency_id),
        col(Conversation.language).in_(agent.speaks),
        or_(wanted.is_(None), wanted.in_(agent.skills)),
    )
    return or_(
        theirs,
        col(Conversation.state) != State.QUEUED,
        overflows(agent.landlord, now),
    )


def capacity_of(agent: Agent) -> int:
    """Return how many conversations an agent may hold at once."""
    return rules_of(agent.landlord).capacity if agent.capacity is None else agent.capacity


def held(session: Session, agent_id: int) -> int:
    """Return how many conversations an agent holds."""
    query = select(func.count()).where(
        Conversation.agent_id == agent_id, Conversation.state == State.AGENT
    )
    return session.exec(query).one()


def claim(session: Session, agent_id: int, conversation_id: str, *, now: datetime) -> Conversation:
    """Give a conversation to an agent who wants this one.

    Raises NotThere for who is signed in nowhere, AtCapacity for who has enough (a danger is taken
    all the same), NotForYou for what others are offered first, NotYours where somebody was faster.
    """
    agent = _present(session, agent_id, now)
    wanted = session.get(Conversation, conversation_id, populate_existing=True)
    if not (wanted and wanted.handoff_reason in set(Danger)):
        _check_capacity(session, agent)
    may = (seen_by(agent, now), offered_to(agent, now))
    try:
        return ownership.claim(session, conversation_id, *may, agent_id=agent_id, now=now)
    except NotYours:
        there = select(Conversation.id).where(
            Conversation.id == conversation_id, Conversation.state == State.QUEUED
        )
        if session.exec(there).first() is not None:
            raise NotForYou from None
        raise


def next_for(session: Session, agent_id: int, *, now: datetime) -> Conversation | None:
    """Give an agent the conversation that has waited longest of those offered to them, if any.

    What a colleague is just taking is passed over; raises NotThere and AtCapacity as `claim`.
    """
    agent = _present(session, agent_id, now)
    _check_capacity(session, agent)
    query = (
        select(Conversation.id)
        .where(
            Conversation.state == State.QUEUED,
            of_landlord(agent.landlord),
            offered_to(agent, now),
        )
        .order_by(*in_order())
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    found = session.exec(query).first()
    if found is None:
        return None
    return ownership.claim(session, found, agent_id=agent_id, now=now)


def in_order() -> tuple[ColumnElement[bool], ColumnElement[datetime | None], ColumnElement[str]]:
    """Return the order of the queue: a danger first, then who has waited longest."""
    danger = col(Conversation.handoff_reason).in_([danger.value for danger in Danger])
    return (
        func.coalesce(danger, False).desc(),
        col(Conversation.queued_at),  # type: ignore[return-value]
        col(Conversation.id),
    )


def pass_on(
    session: Session,
    conversation_id: str,
    *,
    holder: int,
    to: int,
    now: datetime,
) -> Conversation:
    """Give a conversation that somebody holds to a colleague who is there.

    Raises NotThere for who is absent or of another landlord, NotYours where it is not the holder's.
    """
    agent = _present(session, to, now)
    found = session.get(Conversation, conversation_id)
    if found is None or found.landlord not in (None, agent.landlord):
        raise NotThere
    return ownership.hand_over(session, conversation_id, agent_id=holder, to=to, now=now)


def _present(session: Session, agent_id: int, now: datetime) -> Agent:
    """Return an account, held, of somebody who is there; raises NotThere."""
    query = select(Agent).where(Agent.id == agent_id, col(Agent.disabled_at).is_(None))
    agent = session.exec(query.with_for_update(key_share=True)).first()
    if agent is None or not agents.is_present(session, agent_id, now=now):
        raise NotThere
    return agent


def _check_capacity(session: Session, agent: Agent) -> None:
    capacity = capacity_of(agent)
    if held(session, agent.id or 0) >= capacity:
        raise AtCapacity(capacity)
