"""Conversations and requests for the tests of the console, written as the rooms write them."""

from datetime import timedelta
from typing import Any

from sqlmodel import select

from backend.agents.models import Agency, Agent
from backend.conversations import ownership, service
from backend.conversations.models import Conversation, Message, State
from backend.db import UnitOfWork
from backend.sollicitations import codes
from backend.sollicitations.models import Sollicitation
from tests.backend.conversations.people import KNOWS, NOW, say, web

PHONE = "+33639980042"


def waiting(begin: UnitOfWork, text: str = "un conseiller svp", **given: Any) -> Conversation:
    """A web conversation that waits for a person; `since` minutes ago."""
    since = given.pop("since", 5)
    opened = web(begin, **given)
    say(begin, opened, text, "1")
    with begin() as session:
        found = session.get_one(Conversation, opened.id)
        ownership.enqueue(session, found, reason="asked", now=NOW - timedelta(minutes=since))
    return again(begin, opened)


def by_sms(begin: UnitOfWork, text: str = "bonjour", *, landlord: str = "office64") -> Conversation:
    """A conversation with a telephone, at the bot's."""
    with begin() as session:
        opened = service.open_sms(session, contact=PHONE, landlord=landlord, now=NOW)
        service.receive(session, opened.id, text, provider_id="SM1", knows=KNOWS, now=NOW)
    return opened


def again(begin: UnitOfWork, conversation: Conversation) -> Conversation:
    """The conversation as the database has it now."""
    with begin() as session:
        return session.get_one(Conversation, conversation.id)


def said(begin: UnitOfWork, conversation: Conversation) -> list[Message]:
    """Everything that was said, in order."""
    query = select(Message).where(Message.conversation_id == conversation.id)
    with begin() as session:
        return list(session.exec(query.order_by(Message.id)))  # type: ignore[arg-type]


def request(
    begin: UnitOfWork,
    conversation: Conversation | None = None,
    *,
    landlord: str | None = "office64",
    **given: Any,
) -> Sollicitation:
    """A request that was filed."""
    filed = Sollicitation(
        code=codes.draw(),
        landlord=landlord,
        category=given.pop("category", "plomberie"),
        description="Une fuite sous l'évier",
        address="14 rue des Tilleuls, Pau",
        conversation_id=conversation.id if conversation else None,
        opened_at=NOW,
        updated_at=NOW,
        **given,
    )
    with begin() as session:
        session.add(filed)
    return filed


def of_two_agencies(begin: UnitOfWork, conversation: Conversation, agent_id: int) -> None:
    """Let a conversation and somebody be of two agencies of one landlord."""
    with begin() as session:
        agencies = [Agency(landlord="office64", name=name) for name in ("A", "B")]
        session.add_all(agencies)
        session.flush()
        session.get_one(Conversation, conversation.id).agency_id = agencies[0].id
        session.get_one(Agent, agent_id).agency_id = agencies[1].id


def is_with(begin: UnitOfWork, conversation: Conversation, agent_id: int) -> bool:
    """Whether an agent has it."""
    found = again(begin, conversation)
    return found.state is State.AGENT and found.agent_id == agent_id
