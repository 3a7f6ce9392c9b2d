"""Tables of what people change in the knowledge: corrections proposed, amendments in force."""

from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, Column, Index, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, SQLModel

from backend.agents.models import Agent
from backend.db import choice, moment
from knowledge.amend import Change

_AGENT = f"{Agent.__tablename__}.id"


class CorrectionState(StrEnum):
    """What became of a proposal."""

    OPEN = "open"
    ACCEPTED = "accepted"
    DECLINED = "declined"


class Amendment(SQLModel, table=True):
    """What a supervisor changes in an entry from a day on; never altered, only withdrawn."""

    __tablename__ = "amendment"
    __table_args__ = (
        Index("amendment_kept", "entry", postgresql_where=text("withdrawn_at IS NULL")),
        CheckConstraint(
            "(withdrawn_at IS NULL) = (withdrawn_by IS NULL)", name="withdrawn_by_somebody"
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    entry: str
    starts_on: date
    answer: dict[str, str] = Field(sa_column=Column(JSONB, nullable=False))
    new_values: dict[str, Any] = Field(sa_column=Column(JSONB, nullable=False))
    reason: str
    author_id: int = Field(foreign_key=_AGENT)
    created_at: datetime = moment()
    withdrawn_at: datetime | None = moment(nullable=True)
    withdrawn_by: int | None = Field(default=None, foreign_key=_AGENT)

    @property
    def change(self) -> Change:
        """What is changed, as the knowledge takes it."""
        values: Mapping[str, Mapping[str, Any]] = self.new_values
        return Change(self.starts_on, self.answer, values)


class Correction(SQLModel, table=True):
    """What an agent found wrong or missing in an entry, and what was decided."""

    __tablename__ = "correction"
    __table_args__ = (
        Index("correction_open", "landlord", postgresql_where=text("state = 'open'")),
        CheckConstraint("(state = 'open') = (decided_at IS NULL)", name="decided_at_a_time"),
    )

    id: int | None = Field(default=None, primary_key=True)
    entry: str = Field(index=True)
    landlord: str
    words: str
    proposed_by: int = Field(foreign_key=_AGENT)
    created_at: datetime = moment()
    state: CorrectionState = choice(CorrectionState, CorrectionState.OPEN)
    decided_by: int | None = Field(default=None, foreign_key=_AGENT)
    decided_at: datetime | None = moment(nullable=True)
    reason: str | None = None
    amendment_id: int | None = Field(default=None, foreign_key="amendment.id")


class _Opening(SQLModel):
    """Other hours of an entry's contact point; never altered, only withdrawn."""

    id: int | None = Field(default=None, primary_key=True)
    landlord: str = Field(index=True)
    entry: str
    reason: str = ""
    made_by: int = Field(foreign_key=_AGENT)
    created_at: datetime = moment()
    withdrawn_at: datetime | None = moment(nullable=True)
    withdrawn_by: int | None = Field(default=None, foreign_key=_AGENT)


class OpeningWeek(_Opening, table=True):
    """The hours of a contact point from a day on; never altered, only withdrawn.

    `hours` holds the openings of each weekday that has some, as the knowledge names the days.
    """

    __tablename__ = "opening_week"
    __table_args__ = (
        Index(
            "one_week_per_first_day",
            "entry",
            "starts_on",
            unique=True,
            postgresql_where=text("withdrawn_at IS NULL"),
        ),
        CheckConstraint(
            "(withdrawn_at IS NULL) = (withdrawn_by IS NULL)", name="week_withdrawn_by_somebody"
        ),
    )

    starts_on: date
    hours: dict[str, list[list[str]]] = Field(sa_column=Column(JSONB, nullable=False))


class OpeningDay(_Opening, table=True):
    """A day on which a contact point has other hours, or none; never altered, only withdrawn."""

    __tablename__ = "opening_day"
    __table_args__ = (
        Index(
            "one_exception_per_day",
            "entry",
            "day",
            unique=True,
            postgresql_where=text("withdrawn_at IS NULL"),
        ),
        CheckConstraint(
            "(withdrawn_at IS NULL) = (withdrawn_by IS NULL)", name="opening_withdrawn_by_somebody"
        ),
    )

    day: date
    slots: list[list[str]] = Field(sa_column=Column(JSONB, nullable=False))
