"""Sending an entry of the knowledge to the tenant, as the agent's own message with its source."""

from datetime import date, datetime

from sqlmodel import Session

from backend.agents.models import Agent
from backend.answers.telling import told
from backend.calculations.service import Explanation
from backend.console import queries
from backend.conversations import ownership, writing
from backend.conversations.models import Message
from backend.conversations.rendering import reply_of
from backend.errors import Forbidden
from backend.replies import Act, Utterance
from knowledge.errors import FactNotFound
from knowledge.model import Entry, Knowledge
from knowledge.query import tenant_entries


class NotForTenants(Forbidden):
    """The entry is not public, not this landlord's, or does not hold yet; nothing was sent."""

    type = "not-for-tenants"

    def __init__(self) -> None:
        super().__init__("This entry may not be sent to this tenant.")


def send_entry(
    session: Session,
    knowledge: Knowledge,
    agent: Agent,
    conversation_id: str,
    entry_id: str,
    *,
    client_id: str,
    day: date,
    now: datetime,
) -> Message:
    """Say what an entry says to the tenant, in their language, once per `client_id`.

    Raises NotForTenants for what no tenant of this landlord may be told, NotYours where the agent
    has not taken the conversation.
    """
    found = queries.conversation(session, agent, conversation_id, now)
    entry = _public(knowledge, entry_id, found.landlord or agent.landlord)
    held = ownership.require_owner(session, conversation_id, agent_id=agent.id or 0)
    try:
        said = told(knowledge, entry, landlord=held.landlord, language=held.language, day=day)
    except FactNotFound as missing:
        raise NotForTenants from missing
    held.updated_at, held.topic = now, entry.id
    return writing.agent_says(
        session,
        held,
        said.text or "",
        agent_id=agent.id or 0,
        now=now,
        client_id=client_id or None,
        reply=reply_of(said, held.language),
    )


def _public(knowledge: Knowledge, entry_id: str, landlord: str) -> Entry:
    for entry in tenant_entries(knowledge, landlord):
        if entry.id == entry_id:
            return entry
    raise NotForTenants


def send_result(
    session: Session,
    agent: Agent,
    conversation_id: str,
    found: Explanation,
    *,
    client_id: str,
    now: datetime,
) -> Message:
    """Say what was computed and why, once per `client_id`; raises NotYours."""
    held = ownership.require_owner(session, conversation_id, agent_id=agent.id or 0)
    text = "\n".join(found.lines)
    said = Utterance(Act.ANSWER, text=text, sources=found.sources)
    held.updated_at = now
    return writing.agent_says(
        session,
        held,
        text,
        agent_id=agent.id or 0,
        now=now,
        client_id=client_id or None,
        reply=reply_of(said, held.language),
    )
