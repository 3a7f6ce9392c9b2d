"""What agents keep beside a conversation: notes, and answers that are written once."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from backend.agents.models import Agent
from backend.db import moment


class ConversationNote(SQLModel, table=True):
    """What colleagues tell each other; no message, so that nothing can send it to a tenant."""

    __tablename__ = "conversation_note"

    id: int | None = Field(default=None, primary_key=True)
    conversation_id: str = Field(foreign_key="conversation.id", index=True)
    agent_id: int = Field(foreign_key=f"{Agent.__tablename__}.id")
    text: str
    at: datetime = moment()


class ConversationLook(SQLModel, table=True):
    """When somebody last had a conversation on their screen."""

    __tablename__ = "conversation_look"

    conversation_id: str = Field(primary_key=True, foreign_key="conversation.id")
    agent_id: int = Field(primary_key=True, foreign_key=f"{Agent.__tablename__}.id")
    at: datetime = moment()


class CannedAnswer(SQLModel, table=True):
    """An answer of a landlord's agents; `{nom}` and the like stand for the tenant's own."""

    __tablename__ = "canned_answer"

    id: int | None = Field(default=None, primary_key=True)
    landlord: str = Field(index=True)
    title: str
    text: str
    removed_at: datetime | None = moment(nullable=True)
