"""Tables of the quotas: a plan's counters, the leases on their places, and every step taken."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ARRAY, CheckConstraint, Column, Index, Integer, Text, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, SQLModel

from backend.db import choice, moment


class Mode(StrEnum):
    """How somebody is being asked."""

    PHONE = "phone"
    WEB = "web"
    SMS = "sms"


class LeaseState(StrEnum):
    """What became of a place that was held; `done`: it is counted."""

    HELD = "held"
    DONE = "done"
    FREED = "freed"
    EXPIRED = "expired"
    PREEMPTED = "preempted"


class Kind(StrEnum):
    """A step; the first five move a case's counters, the others move none."""

    RESERVED = "reserved"
    COMPLETED = "completed"
    RELEASED = "released"
    EXPIRED = "expired"
    PREEMPTED = "preempted"
    REFUSED = "refused"
    SURPLUS = "surplus"
    CAPPED = "capped"
    CLOSED = "closed"
    REOPENED = "reopened"


class Plan(SQLModel, table=True):
    """What a sample is made of: its counters point here."""

    __tablename__ = "quota_plan"

    id: int | None = Field(default=None, primary_key=True)
    created_at: datetime = moment()


class Counter(SQLModel, table=True):
    """The places of one cell of one margin, `dims` naming the cell: {"agency": "1", "age": "75+"}.

    `margin` are the dimensions of `dims`, in the plan's order. Whatever is done, those who are
    counted and those who are being asked never exceed `cap`.
    """

    __tablename__ = "quota_counter"
    __table_args__ = (
        UniqueConstraint("plan_id", "dims", name="one_counter_per_cell"),
        CheckConstraint(
            "completed >= 0 AND reserved >= 0 AND completed + reserved <= cap",
            name="quota_never_exceeded",
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    plan_id: int = Field(foreign_key="quota_plan.id")
    margin: list[str] = Field(sa_column=Column(ARRAY(Text), nullable=False))
    dims: dict[str, str] = Field(sa_column=Column(JSONB, nullable=False))
    target: int
    cap: int
    completed: int = 0
    reserved: int = 0
    closed: bool = False


class Lease(SQLModel, table=True):
    """A case's places, one in each of `counter_ids`; a case has one that is held or done.

    `case_id` belongs to whoever asks: no foreign key, this room does not know what a case is.
    """

    __tablename__ = "quota_lease"
    __table_args__ = (
        Index(
            "one_lease_per_case",
            "case_id",
            unique=True,
            postgresql_where=text("state IN ('held', 'done')"),
        ),
        Index("quota_lease_due", "expires_at", postgresql_where=text("state = 'held'")),
    )

    id: int | None = Field(default=None, primary_key=True)
    plan_id: int = Field(foreign_key="quota_plan.id", index=True)
    case_id: int = Field(index=True)
    counter_ids: list[int] = Field(sa_column=Column(ARRAY(Integer), nullable=False))
    state: LeaseState = choice(LeaseState, LeaseState.HELD)
    mode: Mode = choice(Mode)
    expires_at: datetime = moment()
    seen_at: datetime = moment()


class Event(SQLModel, table=True):
    """A step that was taken, only ever added: the counters can be counted again from these.

    `counter_ids` are the places that moved; of a refusal, the counter that was full.
    """

    __tablename__ = "quota_event"

    seq: int | None = Field(default=None, primary_key=True)
    at: datetime = moment()
    plan_id: int = Field(foreign_key="quota_plan.id", index=True)
    case_id: int | None = Field(default=None, index=True)
    kind: Kind = choice(Kind)
    counter_ids: list[int] = Field(sa_column=Column(ARRAY(Integer), nullable=False))
