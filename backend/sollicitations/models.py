"""Tables of the sollicitations: what was asked, and everything that happened to it."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Column, DateTime, Index, String, Text, UniqueConstraint, false, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, SQLModel

from backend.agents.models import Agent
from backend.db import choice
from backend.sollicitations.states import State

# In the words of the index by which what is old is found.
STILL_OPEN = "state NOT IN ('done', 'closed', 'cancelled', 'merged')"


def _moment() -> Any:
    kind: Any = DateTime(timezone=True)
    return Field(sa_type=kind)


def _long() -> Any:
    kind: Any = Text
    return Field(default="", sa_type=kind)


def _state() -> Any:
    kind: Any = String
    return Field(default=State.RECEIVED, sa_type=kind)


_WORDS = text("request_words(code, contact_name, address, description)")
# The orders of the console's list; each ends in the number, which the next page begins after.
_ORDERS = {
    "opened": ("opened_at",),
    "changed": ("updated_at",),
    "priority": ("priority",),
    "agency": ("agency_id", "opened_at"),
    "state": ("state", "opened_at"),
    "category": ("category", "opened_at"),
}


class EventKind(StrEnum):
    """What happened to a request; only STATE, MERGE and SPLIT may change where it stands."""

    STATE = "state"
    ASSIGNMENT = "assignment"
    CATEGORY = "category"
    PRIORITY = "priority"
    ADDRESS = "address"
    MERGE = "merge"
    SPLIT = "split"
    WORK_ORDER = "work_order"
    LINK = "link"
    NOTE = "note"


class Sollicitation(SQLModel, table=True):
    """A request of a tenant; `filed_from` is the message that confirmed it, once.

    `reference` is the number of a request that the landlord's own software had before. `role` and
    `assigned_to` say who has it; `merged_into` is the request of the same trouble that it follows.
    Without an agency it is still to be routed; `routed_by` is what told the agency, where Loge did.
    `kind` is what is asked where nothing broke, `scope` the dwelling, the shared parts or the
    outside, and `details` the answers to the triage's questions, by their keys.
    """

    __tablename__ = "sollicitation"
    __table_args__ = (
        UniqueConstraint("landlord", "reference", name="one_sollicitation_per_reference"),
        Index("sollicitation_by_age", "landlord", "opened_at", postgresql_where=text(STILL_OPEN)),
        *(Index(f"sollicitation_by_{n}", "landlord", *c, "id") for n, c in _ORDERS.items()),
        Index(
            "sollicitation_open",
            "landlord",
            "agency_id",
            "opened_at",
            "id",
            postgresql_where=text(STILL_OPEN),
        ),
        Index("sollicitation_words", _WORDS, postgresql_using="gin"),
    )

    id: int | None = Field(default=None, primary_key=True)
    code: str = Field(unique=True)
    landlord: str | None = None
    agency_id: int | None = Field(default=None, foreign_key="agency.id", index=True)
    category: str
    description: str = _long()
    address: str = ""
    place: str | None = None
    since: str | None = None
    availability: str | None = None
    kind: str | None = Field(default=None, index=True)
    scope: str | None = None
    recurring: bool = Field(default=False, sa_column_kwargs={"server_default": false()})
    details: dict[str, str] | None = Field(default=None, sa_column=Column(JSONB(none_as_null=True)))
    contact_name: str | None = None
    contact_phone: str | None = Field(default=None, index=True)
    person_id: int | None = Field(default=None, foreign_key="person.id", index=True)
    conversation_id: str | None = Field(default=None, index=True)
    filed_from: int | None = Field(default=None, unique=True)
    channel: str | None = None
    reference: str | None = None
    role: str | None = Field(default=None, index=True)
    assigned_to: int | None = Field(
        default=None, foreign_key=f"{Agent.__tablename__}.id", index=True
    )
    merged_into: int | None = Field(default=None, foreign_key="sollicitation.id", index=True)
    split_from: int | None = Field(default=None, foreign_key="sollicitation.id", index=True)
    routed_by: str | None = None
    priority: int = 0
    state: State = _state()
    opened_at: datetime = _moment()
    updated_at: datetime = _moment()


class SollicitationEvent(SQLModel, table=True):
    """One thing that happened; `by` is `tenant`, `bot` or the login of an agent.

    `what` holds what was before and after. The database refuses to change or delete a row.
    """

    __tablename__ = "sollicitation_event"

    id: int | None = Field(default=None, primary_key=True)
    sollicitation_id: int = Field(foreign_key="sollicitation.id", index=True)
    at: datetime = _moment()
    by: str
    kind: EventKind = choice(EventKind, EventKind.STATE)
    from_state: str | None = None
    to_state: str
    note: str | None = None
    what: dict[str, Any] | None = Field(default=None, sa_column=Column(JSONB(none_as_null=True)))
