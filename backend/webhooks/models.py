"""Tables of the webhooks: who is told of what, and each delivery with how it went."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ARRAY, Column, Index, String, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from backend.db import choice, moment


class Kind(StrEnum):
    """What a system may be told of."""

    FILED = "sollicitation.filed"
    STATE_CHANGED = "sollicitation.state_changed"
    CLOSED = "sollicitation.closed"
    REOPENED = "sollicitation.reopened"
    CHANGED = "sollicitation.changed"


class DeliveryState(StrEnum):
    """A delivery waits for its next try, got there, or was given up."""

    WAITING = "waiting"
    DELIVERED = "delivered"
    FAILED = "failed"


class Pause(StrEnum):
    """Why an address is not written to: it said so, it failed for days, or somebody stopped it."""

    GONE = "gone"
    FAILING = "failing"
    STOPPED = "stopped"


class WebhookEndpoint(SQLModel, table=True):
    """An address of a landlord's system; its secret is derived from `salt`, never kept.

    `quiet_until`: after a failure the next try waits, whatever there is to deliver.
    """

    __tablename__ = "webhook_endpoint"

    id: int | None = Field(default=None, primary_key=True)
    landlord: str = Field(index=True)
    name: str
    url: str
    kinds: list[str] = Field(sa_column=Column(ARRAY(String), nullable=False))
    personal: bool = False
    salt: str
    made_by: str
    created_at: datetime = moment()
    failing_since: datetime | None = moment(nullable=True)
    quiet_until: datetime | None = moment(nullable=True)
    paused_at: datetime | None = moment(nullable=True)
    pause: Pause | None = choice(Pause, None, nullable=True)


class WebhookDelivery(SQLModel, table=True):
    """One event for one address; `message_id` stays the same however often it is sent."""

    __tablename__ = "webhook_delivery"
    __table_args__ = (
        UniqueConstraint("endpoint_id", "message_id", name="one_delivery_per_message"),
        Index("webhook_waiting", "next_at", postgresql_where=text("state = 'waiting'")),
    )

    id: int | None = Field(default=None, primary_key=True)
    endpoint_id: int = Field(foreign_key=f"{WebhookEndpoint.__tablename__}.id", index=True)
    message_id: str
    kind: str
    code: str
    body: str
    state: DeliveryState = choice(DeliveryState, DeliveryState.WAITING)
    attempts: int = 0
    status: int | None = None
    error: str | None = None
    created_at: datetime = moment(index=True)
    tried_at: datetime | None = moment(nullable=True)
    next_at: datetime | None = moment(nullable=True)
