"""Tables of what follows by itself, and of what somebody agreed to."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import Date, Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from backend.db import choice, moment


class State(StrEnum):
    """Planned, then told to the tenant or done by an agent; or its reason is gone.

    `dated`: a date that came by a file, of which nothing is planned yet.
    """

    DATED = "dated"
    PLANNED = "planned"
    SENT = "sent"
    DONE = "done"
    CANCELLED = "cancelled"


class FollowUp(SQLModel, table=True):
    """One thing that is due, once for each rule, request and date."""

    __tablename__ = "follow_up"
    __table_args__ = (
        UniqueConstraint("rule", "sollicitation_id", "starts_on", name="one_follow_up_per_reason"),
        Index("follow_up_due", "due_at", postgresql_where=text("state = 'planned'")),
    )

    id: int | None = Field(default=None, primary_key=True)
    landlord: str
    rule: str
    sollicitation_id: int = Field(foreign_key="sollicitation.id", index=True)
    starts_on: date = Field(sa_type=Date)
    due_at: datetime = moment()
    state: State = choice(State, State.PLANNED)
    planned_by: str
    planned_at: datetime = moment()
    ended_at: datetime | None = moment(nullable=True)
    why: str = ""
    message_id: int | None = Field(default=None, foreign_key="message.id")


class Consent(SQLModel, table=True):
    """What somebody was asked to agree to, and what they said; never taken for granted."""

    __tablename__ = "follow_up_consent"
    __table_args__ = (
        UniqueConstraint("sollicitation_id", "purpose", name="one_consent_per_purpose"),
        Index(
            "follow_up_consent_open",
            "conversation_id",
            postgresql_where=text("given IS NULL"),
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    sollicitation_id: int = Field(foreign_key="sollicitation.id")
    purpose: str
    conversation_id: str = Field(foreign_key="conversation.id")
    message_id: int = Field(foreign_key="message.id")
    rule: str
    asked_at: datetime = moment()
    given: bool | None = None
    words: str = ""
    answered_at: datetime | None = moment(nullable=True)
