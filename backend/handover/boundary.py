"""What somebody may see of their landlord's: the one place that decides it.

Agencies of one landlord are borders between its agents. An agent sees what is of their own agency
or of none, what they have or were the last to have, and what overflows: a danger, and what has
waited so long that every agency helps. Of a tenant and of a request they see besides what they
need to help: what is given to them or to their trade, what they filed, and the file of who speaks
with them. Who supervises, and who is of no agency, sees all of their landlord's. Another
landlord's is never seen.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, or_, union_all
from sqlalchemy.orm import aliased
from sqlmodel import col, select

from backend.agents.models import Agent, Role
from backend.appointments.models import Appointment, CallBack
from backend.calls.models import LONGEST_CALL, PhoneCall
from backend.conversations.models import Conversation, State, Stretch
from backend.handover.rules import rules_of
from backend.incidents.models import Incident, IncidentReport
from backend.routing.rules import Role as Trade
from backend.safety import Danger
from backend.sollicitations.models import Sollicitation
from backend.tenants.models import Person, Residence

# By what who speaks is known in a conversation, in a call and in a request.
_TELEPHONE = (Conversation.contact, PhoneCall.phone, Sollicitation.contact_phone)
_PERSON = (Conversation.person_id, PhoneCall.person_id, Sollicitation.person_id)


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
    theirs = or_(_is_of(table, agent), col(table.agent_id) == agent.id)
    return and_(ours, theirs | offered)


def requests_seen_by(
    agent: Agent, now: datetime, *, agency_id: int | None = None
) -> ColumnElement[bool]:
    """Tell which requests somebody may see; one whose landlord is not known is everybody's.

    Where only one agency's are asked for, naming it spares the database a look at each of them.
    """
    landlord = col(Sollicitation.landlord)
    ours = or_(landlord == agent.landlord, landlord.is_(None))
    if not is_bound(agent):
        return ours
    helped = col(Sollicitation.id).in_(_helped(agent, now))
    if agency_id not in (None, agent.agency_id):
        return ours & helped
    return ours & or_(_is_of(Sollicitation, agent), helped)


def _helped(agent: Agent, now: datetime) -> Any:
    """Return the requests that somebody sees whatever their agency, each way by its index."""
    table = aliased(Sollicitation)
    filed = select(PhoneCall.sollicitation_id).where(
        PhoneCall.agent_id == agent.id, col(PhoneCall.sollicitation_id).is_not(None)
    )
    ways = (
        col(table.assigned_to) == agent.id,
        col(table.role).in_(trades_of(agent)),
        col(table.conversation_id).in_(_talks(agent, now, col(Conversation.id))),
        col(table.contact_phone).in_(_speaking(agent, now, _TELEPHONE)),
        col(table.person_id).in_(_speaking(agent, now, _PERSON)),
    )
    own = [select(table.id).where(way).correlate(None) for way in ways]
    return union_all(filed.correlate(None), *own)


def trades_of(agent: Agent) -> set[str]:
    """Return what a specialist does for all agencies; the agencies' own work is no trade."""
    return set(agent.skills) - {Trade.AGENCY}


def tenants_seen_by(agent: Agent, now: datetime) -> ColumnElement[bool]:
    """Tell which tenants' files somebody may see; one without a home is of no agency."""
    ours = col(Person.landlord) == agent.landlord
    if not is_bound(agent):
        return ours
    homes = select(Residence.id).where(homes_seen_by(agent)).correlate(None)
    return ours & or_(
        col(Person.residence_id).is_(None),
        col(Person.residence_id).in_(homes),
        col(Person.phone).in_(_speaking(agent, now, _TELEPHONE)),
        col(Person.id).in_(_speaking(agent, now, _PERSON)),
    )


def homes_seen_by(agent: Agent) -> ColumnElement[bool]:
    """Tell which residences, with what is kept of them, somebody may see."""
    ours = col(Residence.landlord) == agent.landlord
    return ours & _is_of(Residence, agent) if is_bound(agent) else ours


def incidents_seen_by(agent: Agent, now: datetime) -> ColumnElement[bool]:
    """Tell which incidents somebody may see: those that a request follows which they may see."""
    ours = col(Incident.landlord) == agent.landlord
    if not is_bound(agent):
        return ours
    follows = col(IncidentReport.incident_id) == Incident.id
    of_it = col(IncidentReport.sollicitation_id) == Sollicitation.id
    return ours & exists().where(follows, of_it, requests_seen_by(agent, now))


def appointments_seen_by(agent: Agent) -> ColumnElement[bool]:
    """Tell which appointments somebody may see: they may book at another agency to help."""
    ours = col(Appointment.landlord) == agent.landlord
    if not is_bound(agent):
        return ours
    return ours & or_(
        col(Appointment.agency_id) == agent.agency_id,
        col(Appointment.booked_by) == agent.login,
    )


def _is_of(table: Any, agent: Agent) -> ColumnElement[bool]:
    """Tell what is of somebody's agency, or of none."""
    agency = col(table.agency_id)
    return or_(agency.is_(None), agency == agent.agency_id)


def _talks(agent: Agent, now: datetime, known_by: Any) -> Any:
    """Return the conversations that somebody has, or may take whatever the agency."""
    has = and_(col(Conversation.state) == State.AGENT, col(Conversation.agent_id) == agent.id)
    offered = and_(overflows(agent.landlord, now), of_landlord(agent.landlord))
    found = select(known_by).where(or_(has, offered), known_by.is_not(None))
    return found.correlate(None)


def _speaking(agent: Agent, now: datetime, known_by: tuple[Any, Any, Any]) -> Any:
    """Return who speaks with somebody, or may be answered by anybody of the landlord's now.

    A telephone that rings is answered by whoever is free: until the call is qualified, the file
    of who calls is everybody's.
    """
    of_talk, of_call, of_request = (col(one) for one in known_by)
    calling = select(of_call).where(
        col(PhoneCall.landlord) == agent.landlord,
        col(PhoneCall.qualified_at).is_(None),
        col(PhoneCall.began_at) > now - LONGEST_CALL,
        of_call.is_not(None),
    )
    filed_there = select(of_request).where(
        col(Sollicitation.conversation_id).in_(_talks(agent, now, col(Conversation.id))),
        of_request.is_not(None),
    )
    parts = (calling.correlate(None), filed_there.correlate(None))
    return union_all(_talks(agent, now, of_talk), *parts)
