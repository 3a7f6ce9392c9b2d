"""One reader of the feed per process, and the queues of its streams."""

import asyncio
import contextlib
import json
import time
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Sequence

import structlog
from anyio import CapacityLimiter, to_thread
from psycopg import AsyncConnection, Error, Notify
from sqlmodel import Session

from backend.clock import now
from backend.db import UnitOfWork
from backend.feed import service
from backend.feed.models import FeedEvent

log = structlog.get_logger(__name__)
_LOOK_AGAIN = 2.0
_FULL = 500
_MANY = 1000
_NEWEST = "SELECT coalesce(max(id), 0) FROM feed_event"
_SINCE = """
    SELECT id, topic, kind, payload, created_at FROM feed_event WHERE id > %s ORDER BY id LIMIT %s
"""

Whole = Callable[[Session], Sequence[FeedEvent]]
"""Says everything that a topic would have told, at least one event."""


class Hub:
    """Hands each new event to the streams that wait for its topic, and each sign as it comes.

    NOTIFY only says up to where to look, and for which topics: what nobody here waits for is not
    read at once. A lost notification costs two seconds, never an event. A stream that does not keep
    up is ended; its reader comes back with the id of the last event that it saw.
    """

    def __init__(self, begin: UnitOfWork, dsn: str) -> None:
        self._begin, self._dsn = begin, dsn
        self._lane = CapacityLimiter(1)
        self._streams: dict[str, set[asyncio.Queue[FeedEvent | None]]] = defaultdict(set)
        self._last = 0
        self._started = asyncio.Event()

    async def run(self) -> None:
        """Read for ever; a database that went away is waited for."""
        while True:
            with contextlib.suppress(Error, OSError):
                await self._listen()
            await asyncio.sleep(0.2)

    async def _listen(self) -> None:
        async with await AsyncConnection.connect(self._dsn, autocommit=True) as connection:
            await connection.execute(f"LISTEN {service.CHANNEL}")
            await connection.execute(f"LISTEN {service.SIGNS}")
            if not self._started.is_set():
                self._last = await self._newest(connection)
                self._started.set()
            while True:
                while await self._deliver(connection) == _MANY:
                    pass
                await self._wait(connection)

    @staticmethod
    async def _newest(connection: AsyncConnection) -> int:
        found = await (await connection.execute(_NEWEST)).fetchone()
        return int(found[0]) if found else 0

    async def _wait(self, connection: AsyncConnection) -> None:
        """Wait until there may be more that a stream waits for; never for long."""
        ends = time.monotonic() + _LOOK_AGAIN
        while (left := ends - time.monotonic()) > 0:
            coming = connection.notifies(timeout=left, stop_after=1)
            if any([self._takes(notice) async for notice in coming]):
                return

    def _takes(self, notice: Notify) -> bool:
        """Hand on a sign at once; tell whether there may be events to read."""
        if notice.channel != service.SIGNS:
            return self._concerns(notice.payload)
        topic, kind, payload = json.loads(notice.payload)
        for queue in self._streams.get(topic, ()):
            self._hand(queue, FeedEvent(topic=topic, kind=kind, payload=payload, created_at=now()))
        return False

    def _concerns(self, told: str) -> bool:
        """Tell whether a notification may be of an event that a stream has not seen."""
        up_to, *topics = told.split(" ")
        if up_to.isdecimal() and int(up_to) <= self._last:
            return False
        return service.EVERY_TOPIC in topics or not self._streams.keys().isdisjoint(topics)

    async def _deliver(self, connection: AsyncConnection) -> int:
        found = await connection.execute(_SINCE, (self._last, _MANY))
        for number, topic, kind, payload, at in await found.fetchall():
            self._last = number
            if queues := self._streams.get(topic):
                event = FeedEvent(id=number, topic=topic, kind=kind, payload=payload, created_at=at)
                for queue in queues:
                    self._hand(queue, event)
        return found.rowcount

    @staticmethod
    def _hand(queue: "asyncio.Queue[FeedEvent | None]", event: FeedEvent) -> None:
        if queue.qsize() < _FULL:
            queue.put_nowait(event)
        elif queue.qsize() == _FULL:
            queue.put_nowait(None)

    async def stream(
        self, topic: str, last: int, whole: Whole | None = None
    ) -> AsyncIterator[FeedEvent]:
        """Yield the events of a topic after `last`, those of the past first, each once.

        A sign has no id: it is of now, and nothing to come back to. Where events after `last` were
        pruned, what `whole` says comes first, and then what happened since it was said.
        """
        queue: asyncio.Queue[FeedEvent | None] = asyncio.Queue()
        self._streams[topic].add(queue)
        try:
            while (past := await self._past(topic, last, whole)) or not self._started.is_set():
                for event in past:
                    last = event.id or last
                    yield event
                if not past:
                    await self._started.wait()
            while (event_ := await queue.get()) is not None:
                if event_.id is None:
                    yield event_
                elif event_.id > last:
                    last = event_.id
                    yield event_
        finally:
            self._streams[topic].discard(queue)
            if not self._streams[topic]:
                del self._streams[topic]

    async def _past(self, topic: str, last: int, whole: Whole | None) -> list[FeedEvent]:
        def read() -> list[FeedEvent]:
            with self._begin() as session:
                if whole is None:
                    return list(service.since(session, last, topic=topic))
                # What is said whole and the id up to which it tells are of one moment.
                session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
                if service.is_pruned(session, last):
                    return _numbered(whole(session), service.last_id(session))
                return list(service.since(session, last, topic=topic))

        return await to_thread.run_sync(read, limiter=self._lane)


def _numbered(said: Sequence[FeedEvent], newest: int) -> list[FeedEvent]:
    """Return what was said whole; who has read its end has read up to the newest event."""
    said[-1].id = newest
    return list(said)
