"""Table of the feed: every change that someone is waiting for."""

from datetime import datetime
from typing import Any

from sqlalchemy import Column, DateTime, Index
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, SQLModel


class FeedEvent(SQLModel, table=True):
    """One change; ids are given in the order of commits (see `service`)."""

    __tablename__ = "feed_event"
    __table_args__ = (Index("feed_event_by_topic", "topic", "id"),)

    id: int | None = Field(default=None, primary_key=True)
    topic: str
    kind: str
    payload: dict[str, Any] = Field(sa_column=Column(JSONB, nullable=False))
    created_at: datetime = Field(sa_column=Column(DateTime(timezone=True), nullable=False))
