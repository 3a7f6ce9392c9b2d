"""Tables of the appointments and call-backs, and of the short dialogue that makes them."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, Column, Date, Index, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, SQLModel

from backend.agents.models import Agent
from backend.db import choice, moment


class State(StrEnum):
    """Where an appointment stands; being late is no state, the clock tells it."""

    BOOKED = "booked"
    ARRIVED = "arrived"
    MISSED = "missed"
    CANCELLED = "cancelled"


class CallState(StrEnum):
    """Where a call-back stands; `unreached`: every attempt went unanswered."""

    OPEN = "open"
    CLAIMED = "claimed"
    DONE = "done"
    UNREACHED = "unreached"
    CANCELLED = "cancelled"


HELD = (State.BOOKED, State.ARRIVED)
LIVE = (CallState.OPEN, CallState.CLAIMED)


class AppointmentSlot(SQLModel, table=True):
    """The seats of one service of an agency at one moment, written when the first is taken."""

    __tablename__ = "appointment_slot"
    __table_args__ = (
        UniqueConstraint("agency_id", "service", "starts_at", name="one_slot_per_moment"),
        CheckConstraint("booked BETWEEN 0 AND capacity", name="never_over_capacity"),
    )

    id: int | None = Field(default=None, primary_key=True)
    agency_id: int = Field(foreign_key="agency.id")
    service: str
    starts_at: datetime = moment()
    capacity: int
    booked: int = 0


class Appointment(SQLModel, table=True):
    """One person at one slot; `who` is a telephone, else the conversation or the file."""

    __tablename__ = "appointment"
    __table_args__ = (
        Index(
            "one_appointment_at_a_time",
            "who",
            "starts_at",
            unique=True,
            postgresql_where=text("state IN ('booked', 'arrived')"),
        ),
        Index("appointment_day", "agency_id", "starts_at"),
    )

    id: int | None = Field(default=None, primary_key=True)
    code: str = Field(unique=True)
    landlord: str
    agency_id: int = Field(foreign_key="agency.id")
    service: str
    slot_id: int = Field(foreign_key="appointment_slot.id")
    starts_at: datetime = moment()
    ends_at: datetime = moment()
    who: str
    name: str = ""
    phone: str | None = None
    subject: str = ""
    language: str = "fr"
    conversation_id: str | None = Field(default=None, foreign_key="conversation.id", index=True)
    state: State = choice(State, State.BOOKED)
    booked_by: str
    booked_at: datetime = moment()
    remind_at: datetime | None = moment(nullable=True)
    reminded_at: datetime | None = moment(nullable=True)
    arrived_at: datetime | None = moment(nullable=True)
    cancelled_at: datetime | None = moment(nullable=True)
    cancelled_by: str | None = None


class AppointmentClosure(SQLModel, table=True):
    """A day on which an agency receives nobody, holidays apart."""

    __tablename__ = "appointment_closure"

    agency_id: int = Field(primary_key=True, foreign_key="agency.id")
    day: date = Field(primary_key=True, sa_type=Date)


class CallBack(SQLModel, table=True):
    """Somebody who is to be called, in a window of opening hours where the sources give some."""

    __tablename__ = "call_back"
    __table_args__ = (
        Index(
            "one_call_back_per_phone",
            "landlord",
            "phone",
            unique=True,
            postgresql_where=text("state IN ('open', 'claimed')"),
        ),
        Index("call_back_conversation", "conversation_id"),
    )

    id: int | None = Field(default=None, primary_key=True)
    landlord: str
    agency_id: int | None = Field(default=None, foreign_key="agency.id")
    phone: str
    name: str = ""
    subject: str = ""
    language: str = "fr"
    conversation_id: str | None = Field(default=None, foreign_key="conversation.id")
    opens_at: datetime | None = moment(nullable=True)
    closes_at: datetime | None = moment(nullable=True)
    state: CallState = choice(CallState, CallState.OPEN)
    agent_id: int | None = Field(default=None, foreign_key=f"{Agent.__tablename__}.id")
    attempts: int = 0
    created_at: datetime = moment()
    ended_at: datetime | None = moment(nullable=True)


class CallAttempt(SQLModel, table=True):
    """One call that was made: when, by whom, and whether somebody answered."""

    __tablename__ = "call_attempt"

    id: int | None = Field(default=None, primary_key=True)
    call_back_id: int = Field(foreign_key="call_back.id", index=True)
    at: datetime = moment()
    agent_id: int = Field(foreign_key=f"{Agent.__tablename__}.id")
    answered: bool


class AppointmentTalk(SQLModel, table=True):
    """The dialogue of a conversation: what was asked last, and what is known so far.

    `asked_by` is the message that the question answered, `message_id` the question of a reminder.
    No foreign keys: it says nothing once it is old.
    """

    __tablename__ = "appointment_talk"

    conversation_id: str = Field(primary_key=True, foreign_key="conversation.id")
    step: str
    known: dict[str, Any] = Field(sa_column=Column(JSONB, nullable=False))
    choices: dict[str, Any] = Field(sa_column=Column(JSONB, nullable=False))
    asked_by: int | None = None
    message_id: int | None = None
    asked_at: datetime = moment()
