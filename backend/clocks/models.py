"""Table of the clocks: what was promised for a request, and whether its time runs."""

from datetime import datetime
from typing import Any

from sqlalchemy import Column
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, SQLModel

from backend.db import moment


class RequestClock(SQLModel, table=True):
    """The promise of one request, as it was made: by which entry, in which working week.

    `due_at` stands still while the clock is held: the tenant is waited for, or it is done.
    """

    __tablename__ = "request_clock"

    sollicitation_id: int = Field(primary_key=True, foreign_key="sollicitation.id")
    entry: str
    days: int
    week: dict[str, Any] = Field(sa_column=Column(JSONB, nullable=False))
    started_at: datetime = moment()
    due_at: datetime = moment(index=True)
    held_at: datetime | None = moment(nullable=True)
