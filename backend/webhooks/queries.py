"""Questions that the webhooks' tables answer."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import or_, text, update
from sqlmodel import Session, col, select

from backend.webhooks.models import DeliveryState, WebhookDelivery, WebhookEndpoint

_SHOWN = 100
# Held against others who change it, not against an event that is written for it.
HELD = {"key_share": True}
# One statement, and none of the landlord's addresses subscribed is the usual case.
_WRITE = text(
    """
    INSERT INTO webhook_delivery
        (endpoint_id, message_id, kind, code, body, state, attempts, created_at, next_at)
    SELECT id, :message_id, CAST(:kind AS text), :code,
        CASE WHEN personal THEN :personal ELSE :plain END, 'waiting', 0,
        CAST(:now AS timestamptz), CAST(:now AS timestamptz)
    FROM webhook_endpoint
    WHERE landlord = :landlord AND CAST(:kind AS text) = ANY (kinds) AND paused_at IS NULL
    RETURNING endpoint_id
    """
)
_FORGET = text(
    """
    DELETE FROM webhook_delivery WHERE id IN (
        SELECT id FROM webhook_delivery WHERE created_at < :before AND state <> 'waiting'
        LIMIT 1000 FOR UPDATE SKIP LOCKED
    )
    """
)


def write(session: Session, **values: object) -> Sequence[int]:
    """Write one event for every address that is told of it; return these addresses."""
    return session.execute(_WRITE, values).scalars().all()


def endpoints(session: Session, landlord: str) -> Sequence[WebhookEndpoint]:
    """Return a landlord's addresses, oldest first."""
    query = select(WebhookEndpoint).where(WebhookEndpoint.landlord == landlord)
    return session.exec(query.order_by(col(WebhookEndpoint.id))).all()


def latest(session: Session, landlord: str) -> Sequence[tuple[WebhookDelivery, WebhookEndpoint]]:
    """Return a landlord's last deliveries with their addresses, newest first."""
    query = (
        select(WebhookDelivery, WebhookEndpoint)
        .join(WebhookEndpoint)
        .where(WebhookEndpoint.landlord == landlord)
        .order_by(col(WebhookDelivery.id).desc())
    )
    return session.exec(query.limit(_SHOWN)).all()


def due_endpoints(session: Session, now: datetime) -> Sequence[int]:
    """Return the addresses that have something to be sent now."""
    quiet = col(WebhookEndpoint.quiet_until)
    query = (
        select(WebhookDelivery.endpoint_id)
        .join(WebhookEndpoint)
        .where(
            WebhookDelivery.state == DeliveryState.WAITING,
            col(WebhookDelivery.next_at) <= now,
            col(WebhookEndpoint.paused_at).is_(None),
            or_(quiet.is_(None), quiet <= now),
        )
    )
    return session.exec(query.distinct()).all()


def next_due(session: Session, endpoint_id: int, now: datetime) -> WebhookDelivery | None:
    """Return the oldest delivery that is due, held; none that somebody else holds."""
    query = (
        select(WebhookDelivery)
        .where(
            WebhookDelivery.endpoint_id == endpoint_id,
            WebhookDelivery.state == DeliveryState.WAITING,
            col(WebhookDelivery.next_at) <= now,
        )
        .order_by(col(WebhookDelivery.next_at), col(WebhookDelivery.id))
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    return session.exec(query).first()


def make_due(session: Session, endpoint_id: int, now: datetime) -> None:
    """Have everything that waits for an address leave now."""
    session.execute(
        update(WebhookDelivery)
        .where(
            col(WebhookDelivery.endpoint_id) == endpoint_id,
            col(WebhookDelivery.state) == DeliveryState.WAITING,
        )
        .values(next_at=now)
    )


def forget(session: Session, before: datetime) -> None:
    """Delete deliveries that are over and old."""
    session.execute(_FORGET, {"before": before})
