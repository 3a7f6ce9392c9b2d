"""Tables of the mailings: what leaves, by whom it was written and approved, and to whom."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Column, Index, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, SQLModel

from backend.db import choice, moment


class MailingState(StrEnum):
    """Where a mailing stands; only a draft is edited."""

    DRAFT = "draft"
    SENDING = "sending"
    PAUSED = "paused"
    DONE = "done"
    CANCELLED = "cancelled"


class RecipientState(StrEnum):
    """What became of somebody's text.

    `silenced`: they said STOP after it was approved. `elsewhere`: their telephone talks to another
    landlord, whose conversation it would have been written into.
    """

    WAITING = "waiting"
    WRITTEN = "written"
    SILENCED = "silenced"
    ELSEWHERE = "elsewhere"


class Mailing(SQLModel, table=True):
    """One text by language to the tenants that `chosen` names, or who got what it `corrects_id`.

    `written_by` wrote or changed it last, `approved_by` is always somebody else.
    """

    __tablename__ = "mailing"

    id: int | None = Field(default=None, primary_key=True)
    landlord: str = Field(index=True)
    name: str
    kind: str
    texts: dict[str, str] = Field(sa_column=Column(JSONB, nullable=False))
    chosen: dict[str, Any] = Field(sa_column=Column(JSONB, nullable=False))
    corrects_id: int | None = Field(default=None, foreign_key="mailing.id")
    state: MailingState = choice(MailingState, MailingState.DRAFT)
    written_by: int = Field(foreign_key="agent.id")
    approved_by: int | None = Field(default=None, foreign_key="agent.id")
    created_at: datetime = moment()
    approved_at: datetime | None = moment(nullable=True)
    ended_at: datetime | None = moment(nullable=True)


class MailingAuthor(SQLModel, table=True):
    """Somebody who wrote or changed a mailing: none of them approves it."""

    __tablename__ = "mailing_author"

    mailing_id: int = Field(foreign_key="mailing.id", primary_key=True)
    agent_id: int = Field(foreign_key="agent.id", primary_key=True)


class MailingRecipient(SQLModel, table=True):
    """Somebody a mailing is for, fixed when it was approved; a telephone is written to once."""

    __tablename__ = "mailing_recipient"
    __table_args__ = (
        UniqueConstraint("mailing_id", "person_id", name="one_mailing_per_person"),
        UniqueConstraint("mailing_id", "phone", name="one_mailing_per_telephone"),
        Index("mailing_waiting", "mailing_id", "state", "id"),
    )

    id: int | None = Field(default=None, primary_key=True)
    mailing_id: int = Field(foreign_key="mailing.id")
    person_id: int = Field(foreign_key="person.id")
    phone: str
    state: RecipientState = choice(RecipientState, RecipientState.WAITING)
    message_id: int | None = Field(default=None, foreign_key="message.id")
    written_at: datetime | None = moment(nullable=True)
