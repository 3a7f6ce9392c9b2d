"""Webhooks: what happened is written with what caused it, for every address that is told of it.

The functions take a session and never commit.
"""

import json
import secrets
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlmodel import Session

from backend import jobs
from backend.webhooks import addresses, queries
from backend.webhooks.errors import EndpointNotFound, EndpointPaused
from backend.webhooks.models import (
    DeliveryState,
    Kind,
    Pause,
    WebhookDelivery,
    WebhookEndpoint,
)
from backend.webhooks.queries import endpoints, latest

__all__ = [
    "add",
    "announce",
    "endpoints",
    "failing",
    "latest",
    "pause",
    "resume",
    "send_again",
    "wake",
]


def announce(
    session: Session,
    kind: Kind,
    *,
    landlord: str,
    data: Mapping[str, Any],
    personal: Mapping[str, Any],
    now: datetime,
) -> None:
    """Tell the landlord's systems of something; `personal` only those that asked for it."""
    told = queries.write(
        session,
        message_id=f"msg_{secrets.token_hex(16)}",
        kind=kind,
        code=data["code"],
        plain=_body(kind, now, data),
        personal=_body(kind, now, {**data, **personal}),
        landlord=landlord,
        now=now,
    )
    for endpoint_id in told:
        wake(session, endpoint_id)


def _body(kind: Kind, now: datetime, data: Mapping[str, Any]) -> str:
    told = {"type": kind, "timestamp": now.astimezone(UTC).isoformat(), "data": data}
    return json.dumps(told, ensure_ascii=False, separators=(",", ":"))


def wake(session: Session, endpoint_id: int) -> None:
    """Have an address written to now; its jobs run one at a time."""
    jobs.defer(session, jobs.DELIVER_WEBHOOKS, endpoint_id, lock=f"webhook-{endpoint_id}")


def add(
    session: Session,
    *,
    landlord: str,
    name: str,
    url: str,
    kinds: Iterable[Kind],
    personal: bool,
    by: str,
    loopback: bool,
    now: datetime,
) -> WebhookEndpoint:
    """Subscribe an address; raises AddressRefused."""
    made = WebhookEndpoint(
        landlord=landlord,
        name=name,
        url=str(addresses.check(url, loopback=loopback)),
        kinds=sorted(set(kinds)),
        personal=personal,
        salt=secrets.token_hex(16),
        made_by=by,
        created_at=now,
    )
    session.add(made)
    session.flush()
    return made


def find(session: Session, landlord: str, endpoint_id: int) -> WebhookEndpoint:
    """Return an address, held; raises EndpointNotFound for another landlord's as for none."""
    found = session.get(WebhookEndpoint, endpoint_id, with_for_update=queries.HELD)
    if found is None or found.landlord != landlord:
        raise EndpointNotFound
    return found


def pause(session: Session, landlord: str, endpoint_id: int, *, now: datetime) -> None:
    """Stop writing to an address; what happens meanwhile is not kept for it."""
    found = find(session, landlord, endpoint_id)
    if found.paused_at is None:
        found.paused_at, found.pause = now, Pause.STOPPED


def resume(session: Session, landlord: str, endpoint_id: int, *, now: datetime) -> None:
    """Write to an address again, what waited first."""
    found = find(session, landlord, endpoint_id)
    found.paused_at = found.pause = found.failing_since = found.quiet_until = None
    queries.make_due(session, endpoint_id, now)
    wake(session, endpoint_id)


def send_again(session: Session, landlord: str, delivery_id: int, *, now: datetime) -> None:
    """Send a delivery once more, at once; raises EndpointNotFound or EndpointPaused."""
    found = session.get(WebhookDelivery, delivery_id)
    if found is None:
        raise EndpointNotFound
    endpoint = find(session, landlord, found.endpoint_id)
    session.refresh(found, with_for_update=True)
    if endpoint.paused_at is not None:
        raise EndpointPaused
    found.state, found.next_at, endpoint.quiet_until = DeliveryState.WAITING, now, None
    wake(session, found.endpoint_id)


def failing(session: Session, landlord: str) -> Sequence[WebhookEndpoint]:
    """Return the addresses that were given up on: somebody has to look."""
    return [
        one
        for one in queries.endpoints(session, landlord)
        if one.pause in (Pause.GONE, Pause.FAILING)
    ]
