"""Table of the deposit links; the token is kept as a hash, and the files as attachments."""

from datetime import datetime
from enum import StrEnum

from sqlmodel import Field, SQLModel

from backend.agents.models import Agent
from backend.applicants.models import ApplicantAccess
from backend.conversations.models import Conversation, Message
from backend.db import choice, moment
from backend.sollicitations.models import Sollicitation


class Purpose(StrEnum):
    """What a link is for, and nothing else: `message` is what an SMS could not carry."""

    REQUEST = "request"
    TAX_NOTICE = "tax_notice"
    APPLICANT = "applicant"
    MESSAGE = "message"


class DepositLink(SQLModel, table=True):
    """Leave to add `most` files until a moment; it shows nothing of what is there.

    `agent_id` is who had it sent; without one, the bot gave it.
    """

    __tablename__ = "deposit_link"

    id: int | None = Field(default=None, primary_key=True)
    token_hash: str = Field(unique=True)
    purpose: Purpose = choice(Purpose)
    landlord: str | None = None
    conversation_id: str = Field(foreign_key=f"{Conversation.__tablename__}.id", index=True)
    sollicitation_id: int | None = Field(
        default=None, foreign_key=f"{Sollicitation.__tablename__}.id"
    )
    applicant_access_id: int | None = Field(
        default=None, foreign_key=f"{ApplicantAccess.__tablename__}.id", index=True
    )
    agent_id: int | None = Field(default=None, foreign_key=f"{Agent.__tablename__}.id")
    most: int
    created_at: datetime = moment()
    expires_at: datetime = moment()
    finished_at: datetime | None = moment(nullable=True)


class MediaState(StrEnum):
    """A file of an MMS waits to be fetched, and is then kept or lost."""

    WAITING = "waiting"
    KEPT = "kept"
    LOST = "lost"


class InboundMedia(SQLModel, table=True):
    """What came with an SMS, one row a file; `message_id` is where it stands in the talk.

    `alone`: it came without a word, so that it is what gets an answer.
    """

    __tablename__ = "inbound_media"

    id: int | None = Field(default=None, primary_key=True)
    message_id: int = Field(foreign_key=f"{Message.__tablename__}.id", unique=True)
    sms: str = Field(index=True)
    url: str
    alone: bool
    state: MediaState = choice(MediaState, MediaState.WAITING)
    attempts: int = 0
    received_at: datetime = moment()
