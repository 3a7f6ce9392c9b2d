"""Table of the questions that end a request, one for each time that it was said to be done."""

from datetime import datetime

from sqlalchemy import CheckConstraint
from sqlmodel import Field, SQLModel

from backend.db import moment


class Satisfaction(SQLModel, table=True):
    """Whether a tenant says that it is repaired, and the note that they give, from 1 to 5.

    `event_id` is the move to done: a request that is done again is asked about again, once.
    `message_id` is the question; no foreign key, for its conversation points back here.
    """

    __tablename__ = "satisfaction"
    __table_args__ = (CheckConstraint("note BETWEEN 1 AND 5", name="note_of_five"),)

    id: int | None = Field(default=None, primary_key=True)
    sollicitation_id: int = Field(foreign_key="sollicitation.id", index=True)
    event_id: int = Field(foreign_key="sollicitation_event.id", unique=True)
    asked_at: datetime = moment()
    message_id: int | None = None
    solved: bool | None = None
    note: int | None = None
    answered_at: datetime | None = moment(nullable=True)
