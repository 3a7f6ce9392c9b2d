"""Delivering: one address at a time, a try committed before it leaves, its end after.

A worker that dies in between leaves a delivery that is due again when its lease is over: a system
may get a message twice, under the same `webhook-id`, and never loses one in silence.
"""

import asyncio
import secrets
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import TypeVar

import httpx
import structlog
from anyio import to_thread
from sqlmodel import Session

from backend.clock import Clock, now
from backend.config import Settings
from backend.db import UnitOfWork
from backend.webhooks import addresses, queries, service, signing
from backend.webhooks.errors import AddressRefused
from backend.webhooks.models import DeliveryState, Pause, WebhookDelivery, WebhookEndpoint

log = structlog.get_logger(__name__)
Result = TypeVar("Result")

_TIMEOUT = 10.0
_LONGEST_ANSWER = 64_000
_AT_ONCE = 50
_LEASE = timedelta(minutes=1)
_PAUSED_AFTER = timedelta(days=3)
_KEPT = timedelta(days=30)
_LONGEST_WAIT = timedelta(days=1)
_QUIET = timedelta(seconds=5)
_LONGEST_QUIET = timedelta(minutes=10)
# After each failure; the example of the specification, over three days.
DELAYS = tuple(
    timedelta(seconds=seconds)
    for seconds in (5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400)
)
_GONE = 410


@dataclass(frozen=True)
class Try:
    """One delivery that leaves now."""

    delivery_id: int
    endpoint_id: int
    url: str
    salt: str
    message_id: str
    body: bytes


@dataclass(frozen=True)
class Outcome:
    """What came back: a status, or the word for what went wrong, and how long to wait."""

    status: int | None = None
    error: str | None = None
    wait: timedelta = timedelta(0)

    @property
    def is_delivered(self) -> bool:
        """Did the system take it?"""
        return self.status is not None and 200 <= self.status < 300


def _jitter() -> float:
    return 0.9 + secrets.randbelow(201) / 1_000


class Delivering:
    """Sends what waits, through a client that follows nothing and keeps no cookie."""

    def __init__(
        self,
        begin: UnitOfWork,
        settings: Settings,
        *,
        clock: Clock = now,
        jitter: Callable[[], float] = _jitter,
        timeout: float = _TIMEOUT,
        trusted: ssl.SSLContext | None = None,
    ) -> None:
        self._begin, self._clock, self._jitter = begin, clock, jitter
        self._loopback = settings.webhook_loopback
        self._key = settings.signing_key.get_secret_value()
        self._timeout, self._trusted = timeout, trusted

    async def _unit(self, work: Callable[[Session], Result]) -> Result:
        def run() -> Result:
            with self._begin() as session:
                return work(session)

        return await to_thread.run_sync(run)

    async def sweep(self) -> None:
        """Wake every address that has something due, and forget what is old."""

        def wake(session: Session) -> None:
            moment = self._clock()
            for endpoint_id in queries.due_endpoints(session, moment):
                service.wake(session, endpoint_id)
            queries.forget(session, moment - _KEPT)

        await self._unit(wake)

    async def job(self, endpoint_id: int) -> None:
        """Send what an address is due, until a failure; the rest is for the next job."""
        for _ in range(_AT_ONCE):
            found = await self._unit(lambda session: self._taken(session, endpoint_id))
            if found is None:
                return
            outcome = await self._send(found)
            await self._unit(lambda s, f=found, o=outcome: self._note(s, f, o))  # type: ignore[misc]
            if not outcome.is_delivered:
                return

    def _taken(self, session: Session, endpoint_id: int) -> Try | None:
        moment = self._clock()
        endpoint = session.get(WebhookEndpoint, endpoint_id, with_for_update=queries.HELD)
        if endpoint is None or endpoint.paused_at is not None:
            return None
        if endpoint.quiet_until is not None and endpoint.quiet_until > moment:
            return None
        found = queries.next_due(session, endpoint_id, moment)
        if found is None:
            return None
        found.attempts += 1
        found.tried_at, found.next_at = moment, moment + _LEASE
        return Try(
            found.id or 0,
            endpoint_id,
            endpoint.url,
            endpoint.salt,
            found.message_id,
            found.body.encode(),
        )

    async def _send(self, found: Try) -> Outcome:
        try:
            async with asyncio.timeout(self._timeout):
                return await self._post(found)
        except TimeoutError:
            return Outcome(error="timeout")
        except AddressRefused as refused:
            return Outcome(error=str(refused.data["reason"]))
        except (httpx.HTTPError, ssl.SSLError, OSError):
            return Outcome(error="connection")

    async def _post(self, found: Try) -> Outcome:
        target = await addresses.resolve(found.url, loopback=self._loopback)
        secret = signing.secret_of(self._key, found.endpoint_id, found.salt)
        timestamp = int(self._clock().timestamp())
        signed = signing.headers(secret, found.message_id, timestamp, found.body)
        secure = self._authorities() if target.url.scheme == "https" else False
        async with (
            httpx.AsyncClient(trust_env=False, timeout=self._timeout, verify=secure) as client,
            client.stream(
                "POST",
                target.url,
                content=found.body,
                headers={**signed, "Host": target.host, "User-Agent": "Loge-Webhooks"},
                extensions={"sni_hostname": target.name},
                follow_redirects=False,
            ) as answer,
        ):
            await _read_some(answer)
            return Outcome(answer.status_code, wait=_asked_wait(answer))

    def _authorities(self) -> ssl.SSLContext:
        """Return whom a system's certificate is trusted from: read once, and only when needed."""
        if self._trusted is None:
            self._trusted = httpx.create_ssl_context()
        return self._trusted

    def _note(self, session: Session, found: Try, outcome: Outcome) -> None:
        endpoint = session.get_one(WebhookEndpoint, found.endpoint_id, with_for_update=queries.HELD)
        delivery = session.get_one(WebhookDelivery, found.delivery_id, with_for_update=True)
        delivery.status, delivery.error = outcome.status, outcome.error
        if outcome.is_delivered:
            delivery.state, delivery.next_at = DeliveryState.DELIVERED, None
            endpoint.failing_since = endpoint.quiet_until = None
            return
        log.warning("webhook failed", endpoint=endpoint.id, status=outcome.status)
        self._put_off(endpoint, delivery, outcome)

    def _put_off(
        self, endpoint: WebhookEndpoint, delivery: WebhookDelivery, outcome: Outcome
    ) -> None:
        moment = self._clock()
        endpoint.failing_since = endpoint.failing_since or moment
        failing = moment - endpoint.failing_since
        endpoint.quiet_until = moment + max(
            min(max(_QUIET, failing / 4), _LONGEST_QUIET), outcome.wait
        )
        if outcome.status == _GONE or failing >= _PAUSED_AFTER:
            # What waits stays: it leaves when somebody starts the address again.
            endpoint.paused_at = delivery.next_at = moment
            endpoint.pause = Pause.GONE if outcome.status == _GONE else Pause.FAILING
        elif delivery.attempts > len(DELAYS):
            delivery.state, delivery.next_at = DeliveryState.FAILED, None
        else:
            delay = DELAYS[delivery.attempts - 1] * self._jitter()
            delivery.next_at = moment + max(delay, outcome.wait)


async def _read_some(answer: httpx.Response) -> None:
    """Read an answer so far that its connection could serve again; what it says is not kept."""
    size = 0
    async for piece in answer.aiter_raw():
        size += len(piece)
        if size > _LONGEST_ANSWER:
            return


def _asked_wait(answer: httpx.Response) -> timedelta:
    """Return how long a system asks us to wait, in seconds as most write it; a day at most."""
    asked = answer.headers.get("retry-after", "")
    seconds = int(asked) if asked.isascii() and asked.isdecimal() and len(asked) < 9 else 0
    return min(timedelta(seconds=seconds), _LONGEST_WAIT)
