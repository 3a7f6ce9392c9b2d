"""Tables of the conversations: who owns one, what was said, and the turns that answer it."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, Column, Index, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, SQLModel

from backend.agents.models import Agent
from backend.db import choice, moment
from backend.tenants.models import Person


class Channel(StrEnum):
    """The doors."""

    WEB = "web"
    SMS = "sms"


class State(StrEnum):
    """The owner of a conversation, in the contract's words."""

    BOT = "bot"
    QUEUED = "queued"
    AGENT = "agent"
    CLOSED = "closed"


class Author(StrEnum):
    """Who wrote a message; `system` is Loge itself, without Rasa (STOP, emergencies)."""

    TENANT = "tenant"
    BOT = "bot"
    AGENT = "agent"
    SYSTEM = "system"


class TurnState(StrEnum):
    """A turn waits, runs under a lease, and ends; `superseded`: a person took over meanwhile."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    SUPERSEDED = "superseded"


class Conversation(SQLModel, table=True):
    """One exchange with one person on one channel; `epoch` rises at each change of owner.

    `asked_at` is the place in the queue: it stays while an agent has the conversation, for the
    case that they leave. `agency_id` and `wanted_role` say whom it is offered to first, and
    `choice_at` when the tenant was last told that nobody is free.
    """

    __tablename__ = "conversation"
    __table_args__ = (
        Index(
            "one_open_conversation_per_contact",
            "channel",
            "contact",
            unique=True,
            postgresql_where=text("state <> 'closed'"),
        ),
        Index("conversation_of_contact", "channel", "contact"),
        Index("conversation_owner", "agent_id", postgresql_where=text("state = 'agent'")),
        Index("conversation_with_bot", "updated_at", postgresql_where=text("state = 'bot'")),
        Index("conversation_queue", "queued_at", postgresql_where=text("state = 'queued'")),
        CheckConstraint("(state = 'agent') = (agent_id IS NOT NULL)", name="agent_owns"),
        CheckConstraint("(state = 'queued') = (queued_at IS NOT NULL)", name="queued_since"),
    )

    id: str = Field(primary_key=True)
    channel: Channel = choice(Channel)
    contact: str
    landlord: str | None = None
    language: str = "fr"
    topic: str | None = None
    state: State = choice(State, State.BOT)
    epoch: int = 0
    token_hash: str | None = None
    agent_id: int | None = Field(default=None, foreign_key=f"{Agent.__tablename__}.id")
    handoff_reason: str | None = None
    satisfaction_id: int | None = Field(default=None, foreign_key="satisfaction.id")
    applicant_access_id: int | None = Field(
        default=None, foreign_key="applicant_access.id", index=True
    )
    person_id: int | None = Field(
        default=None, foreign_key=f"{Person.__tablename__}.id", index=True
    )
    # No foreign key: an interview points back here.
    interview_id: int | None = None
    opened_at: datetime = moment()
    updated_at: datetime = moment(index=True)
    queued_at: datetime | None = moment(nullable=True)
    closed_at: datetime | None = moment(nullable=True)
    agency_id: int | None = Field(default=None, foreign_key="agency.id")
    wanted_role: str | None = None
    asked_at: datetime | None = moment(nullable=True)
    choice_at: datetime | None = moment(nullable=True)


class Stretch(SQLModel, table=True):
    """A time that a conversation waited for a person or was with one; between them is the bot's."""

    __tablename__ = "conversation_stretch"
    __table_args__ = (
        Index(
            "one_open_stretch",
            "conversation_id",
            unique=True,
            postgresql_where=text("ended_at IS NULL"),
        ),
        Index("stretch_lately", "landlord", "ended_at"),
    )

    id: int | None = Field(default=None, primary_key=True)
    conversation_id: str = Field(foreign_key="conversation.id", index=True)
    landlord: str | None = None
    state: State = choice(State)
    agent_id: int | None = Field(default=None, foreign_key=f"{Agent.__tablename__}.id")
    began_at: datetime = moment()
    ended_at: datetime | None = moment(nullable=True)
    then: State | None = choice(State, None, nullable=True)


class Message(SQLModel, table=True):
    """What was said, once: an inbound message by its provider's id, a reply by what it answers.

    `attachment` is what came without being words, as the streams show it.
    """

    __tablename__ = "message"
    __table_args__ = (
        UniqueConstraint("channel", "provider_id", name="one_message_per_provider_id"),
        Index(
            "message_words",
            text("request_words('', '', '', text)"),
            postgresql_using="gin",
            postgresql_where=text("author IN ('tenant', 'agent')"),
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    conversation_id: str = Field(foreign_key="conversation.id", index=True)
    channel: Channel = choice(Channel)
    author: Author = choice(Author)
    agent_id: int | None = Field(default=None, foreign_key=f"{Agent.__tablename__}.id")
    text: str
    provider_id: str | None = None
    client_id: str | None = None
    inbound_id: int | None = Field(default=None, foreign_key="message.id", index=True)
    reply: dict[str, Any] | None = Field(default=None, sa_column=Column(JSONB))
    attachment: dict[str, Any] | None = Field(
        default=None, sa_column=Column(JSONB(none_as_null=True))
    )
    created_at: datetime = moment()


class TurnRow(SQLModel, table=True):
    """The leased job of answering one inbound message."""

    __tablename__ = "turn"
    __table_args__ = (
        Index("turn_open", "leased_until", postgresql_where=text("state IN ('waiting','running')")),
    )

    inbound_id: int = Field(primary_key=True, foreign_key="message.id")
    conversation_id: str = Field(foreign_key="conversation.id", index=True)
    state: TurnState = choice(TurnState, TurnState.WAITING)
    attempt: int = 0
    leased_until: datetime | None = moment(nullable=True)
    conversation_state: State | None = choice(State, None, nullable=True)
    created_at: datetime = moment()
    finished_at: datetime | None = moment(nullable=True)


class BotAction(SQLModel, table=True):
    """The first result of an action for one inbound message; called again, it is returned."""

    __tablename__ = "bot_action"

    inbound_id: int = Field(primary_key=True, foreign_key="message.id")
    action: str = Field(primary_key=True)
    outcome: dict[str, Any] = Field(sa_column=Column(JSONB, nullable=False))


class CaughtUp(SQLModel, table=True):
    """Until when a number's inbound messages were compared with the provider's own list."""

    __tablename__ = "caught_up"

    number: str = Field(primary_key=True)
    until: datetime = moment()


class InboundSms(SQLModel, table=True):
    """An SMS as it came, acknowledged and not read yet; the row goes when it is."""

    __tablename__ = "inbound_sms"

    id: int | None = Field(default=None, primary_key=True)
    provider_id: str = Field(unique=True)
    message: dict[str, Any] = Field(sa_column=Column(JSONB, nullable=False))
    received_at: datetime = moment()
