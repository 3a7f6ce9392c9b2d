"""What an agent does about a trouble of a whole building: opens it, tells everybody, ends it."""

from datetime import datetime

from sqlmodel import Session

from backend import safety
from backend.agents.models import Agent
from backend.console import requests_queries
from backend.console.errors import OtherAgency
from backend.console.handling import Doing, may_change
from backend.conversations import writing
from backend.conversations.errors import EmptyMessage, MessageTooLong
from backend.handover.boundary import incidents_seen_by
from backend.incidents import service as incidents
from backend.incidents.errors import IncidentOver
from backend.incidents.models import Incident
from backend.notices import service as notices
from backend.outbox.models import Purpose
from backend.replies import Act, Utterance
from backend.sollicitations import service as sollicitations
from backend.sollicitations.states import State, is_open

LONGEST = 600


def open_incident(
    session: Session, agent: Agent, sollicitation_id: int, *, now: datetime
) -> Incident:
    """Open the incident that a request is one report of; raises NoCommonTrouble."""
    filed = requests_queries.request(session, agent, sollicitation_id, now)
    if not may_change(agent, filed):
        raise OtherAgency
    return incidents.open_from(session, filed, by=agent.login, now=now)


def write_to_all(
    session: Session,
    agent: Agent,
    incident_id: int,
    text: str,
    *,
    urgent: bool,
    now: datetime,
) -> int:
    """Write to everybody who follows an incident; return how many conversations it went to.

    It waits for the hours of notices unless it is urgent. Raises IncidentOver, EmptyMessage or
    MessageTooLong.
    """
    text = safety.clean(text).strip()
    if not text:
        raise EmptyMessage
    if len(text) > LONGEST:
        raise MessageTooLong(LONGEST)
    incident = _own(session, agent, incident_id, now)
    if incident.closed_at is not None:
        raise IncidentOver
    reached = _tell(session, incident, text, urgent=urgent, now=now)
    incidents.write(
        session, incident, text, by=agent.login, urgent=urgent, reached=reached, now=now
    )
    return reached


def _tell(session: Session, incident: Incident, text: str, *, urgent: bool, now: datetime) -> int:
    told: set[str] = set()
    for filed in incidents.followers(session, incident):
        if not is_open(State(filed.state)):
            continue
        # What is urgent is told to who wants no news as well.
        conversation = notices.chosen(session, filed, now=now)
        conversation = conversation or (notices.reachable(session, filed) if urgent else None)
        if conversation is None or conversation.id in told:
            continue
        told.add(conversation.id)
        writing.tell(
            session,
            conversation,
            [Utterance(Act.TRACK, "incident_news", {"code": filed.code, "text": text})],
            purpose=Purpose.AGENT if urgent else Purpose.NOTICE,
            now=now,
        )
    return len(told)


def close_incident(
    session: Session, agent: Agent, incident_id: int, *, note: str, now: datetime
) -> int:
    """End an incident and what follows it, each told once; return how many requests that were."""
    incident = _own(session, agent, incident_id, now)
    incidents.close(incident, by=agent.login, now=now)
    why = Doing(agent, now, note).why
    ended = [
        sollicitations.change_state(session, one.id or 0, State.DONE, agent.login, now, why)
        for one in incidents.followers(session, incident)
        if is_open(State(one.state))
    ]
    notices.tell(session, ended, now=now)
    return len(ended)


def _own(session: Session, agent: Agent, incident_id: int, now: datetime) -> Incident:
    """Return an incident that the agent may work on; raises IncidentNotFound or OtherAgency."""
    incident = incidents.find(session, incidents_seen_by(agent, now), incident_id)
    if not all(may_change(agent, one) for one in incidents.followers(session, incident)[:1]):
        raise OtherAgency
    return incident
