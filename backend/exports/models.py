"""The audit line of an export: who took what out, when, how much."""

from datetime import datetime
from typing import Any

from sqlalchemy import Column
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, SQLModel

from backend.agents.models import Agent
from backend.db import moment


class ExportRecord(SQLModel, table=True):
    """One export; `rows` grows while it leaves, and `ended_at` is empty for one that was cut off.

    `filters` are those of the list, without the words that were looked for: they may be a name.
    """

    __tablename__ = "export_record"

    id: int | None = Field(default=None, primary_key=True)
    agent_id: int = Field(foreign_key=f"{Agent.__tablename__}.id", index=True)
    landlord: str = Field(index=True)
    form: str
    filters: dict[str, Any] = Field(sa_column=Column(JSONB, nullable=False))
    rows: int = 0
    begun_at: datetime = moment()
    ended_at: datetime | None = moment(nullable=True)
