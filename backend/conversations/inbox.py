"""What comes by SMS is stored as it came, acknowledged, then read: in order, once.

Twilio waits for one small commit and no more, however much there is to read in a message; the job
that reads it comes before all others.
"""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import asdict
from datetime import timedelta
from typing import Any

import structlog
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session, col, select

from backend import jobs
from backend.clock import Clock, now
from backend.conversations import queries
from backend.conversations.models import Channel, InboundSms
from backend.conversations.parts import Parts
from channels import InboundMessage, Media, OptOutKeyword

log = structlog.get_logger(__name__)
Arrived = tuple[InboundMessage, asyncio.Future[None]]
Take = Callable[[Session, InboundMessage], None]
_FORGOTTEN = timedelta(seconds=30)
_MANY = 50


class Inbox:
    """Keeps inbound SMS before Twilio is answered, and hands each to the door that reads it."""

    def __init__(self, parts: Parts, take: Take, *, clock: Clock = now) -> None:
        self._parts, self._take, self._clock = parts, take, clock
        self._arrived: list[Arrived] = []
        self._storing: asyncio.Task[None] | None = None

    async def keep(self, message: InboundMessage) -> None:
        """Store an SMS, once per provider's id, with the job that reads it.

        What comes while a commit is under way is stored by the next one, all at once: a commit
        costs the same for one as for many.
        """
        stored: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._arrived.append((message, stored))
        if self._storing is None:
            self._storing = asyncio.create_task(self._store())
        await stored

    async def _store(self) -> None:
        try:
            while self._arrived:
                batch, self._arrived = self._arrived[:_MANY], self._arrived[_MANY:]
                await self._commit(batch)
        finally:
            self._storing = None

    async def _commit(self, batch: Sequence[Arrived]) -> None:
        """Store some SMS and tell those who wait; one that fails fails alone."""
        try:
            messages = [message for message, _ in batch]
            await self._parts.unit(lambda session: self._keep(session, messages))
        except Exception as error:
            if len(batch) > 1:
                for one in batch:
                    await self._commit([one])
                return
            _tell(batch, error)
        else:
            _tell(batch, None)

    def _keep(self, session: Session, messages: Sequence[InboundMessage]) -> None:
        senders = {message.provider_id: message.sender for message in messages}
        table = InboundSms.__table__  # type: ignore[attr-defined]
        rows = [
            {"provider_id": m.provider_id, "message": asdict(m), "received_at": self._clock()}
            for m in messages
        ]
        statement = insert(table).values(rows).on_conflict_do_nothing()
        kept = session.execute(statement.returning(table.c.id, table.c.provider_id))
        due = [(row.id, f"from:{senders[row.provider_id]}") for row in kept]
        if due:
            jobs.defer_all(session, jobs.TAKE_SMS, due)

    async def job(self, inbound_id: int) -> None:
        """Read one SMS; what was read before under the same id is only put away."""

        def read(session: Session) -> None:
            row = session.get(InboundSms, inbound_id, with_for_update=True)
            if row is None:
                return
            if queries.by_provider_id(session, Channel.SMS, row.provider_id) is None:
                self._take(session, _loaded(row.message))
            session.delete(row)

        await self._parts.unit(read)

    async def sweep(self) -> None:
        """Read what has no job any more; one that cannot be read does not hold up the others."""

        def forgotten(session: Session) -> list[int]:
            query = select(InboundSms.id).where(
                col(InboundSms.received_at) < self._clock() - _FORGOTTEN
            )
            return [i for i in session.exec(query.order_by(col(InboundSms.id)).limit(_MANY)) if i]

        for inbound_id in await self._parts.unit(forgotten):
            try:
                await self.job(inbound_id)
            except Exception:
                log.exception("inbound sms cannot be read", inbound=inbound_id)


def _tell(batch: Sequence[Arrived], error: Exception | None) -> None:
    """Tell those who still wait for it that their SMS is stored, or why not."""
    for _, stored in batch:
        if stored.done():
            continue
        if error is None:
            stored.set_result(None)
        else:
            stored.set_exception(error)


def _loaded(kept: dict[str, Any]) -> InboundMessage:
    keyword = kept["opt_out"]
    return InboundMessage(
        **{
            **kept,
            "media": tuple(Media(**one) for one in kept["media"]),
            "opt_out": OptOutKeyword(keyword) if keyword else None,
        }
    )
