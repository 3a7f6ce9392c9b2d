"""One reader of the feed per process, and the queues of its streams."""

import asyncio
import contextlib
from collections import defaultdict
from collections.abc import AsyncIterator, Callable

import structlog
from anyio import CapacityLimiter, to_thread
from psycopg import AsyncConnection, OperationalError
from sqlalchemy.exc import SQLAlchemyError

from backend.db import UnitOfWork
from backend.feed import service
from backend.feed.models import FeedEvent

log = structlog.get_logger(__name__)
_LOOK_AGAIN = 2.0
_FULL = 500


class Hub:
    """Hands each new event to the streams that wait for its topic.

    NOTIFY only says "look": a lost notification costs two seconds, never an event. A stream that
    does not keep up is ended; its reader comes back with the id of the last event that it saw.
    """

    def __init__(self, begin: UnitOfWork, dsn: str) -> None:
        self._begin, self._dsn = begin, dsn
        self._lane = CapacityLimiter(1)
        self._streams: dict[str, set[asyncio.Queue[FeedEvent | None]]] = defaultdict(set)
        self._last = 0

    async def run(self) -> None:
        """Read for ever; a database that went away is waited for."""
        self._last = await self._patiently(self._newest)
        while True:
            with contextlib.suppress(OperationalError, OSError, SQLAlchemyError):
                await self._listen()
            await asyncio.sleep(0.2)

    async def _patiently(self, read: Callable[[], int]) -> int:
        while True:
            try:
                return await to_thread.run_sync(read, limiter=self._lane)
            except SQLAlchemyError:
                await asyncio.sleep(0.2)

    async def _listen(self) -> None:
        async with await AsyncConnection.connect(self._dsn, autocommit=True) as connection:
            await connection.execute(f"LISTEN {service.CHANNEL}")
            while True:
                await self._deliver()
                async for _ in connection.notifies(timeout=_LOOK_AGAIN, stop_after=1):
                    pass

    def _newest(self) -> int:
        with self._begin() as session:
            return service.last_id(session)

    def _read(self) -> list[FeedEvent]:
        with self._begin() as session:
            return list(service.since(session, self._last))

    async def _deliver(self) -> None:
        while events := await to_thread.run_sync(self._read, limiter=self._lane):
            for event in events:
                self._last = event.id or self._last
                for topic in (event.topic, "*"):
                    for queue in list(self._streams.get(topic, ())):
                        self._hand(queue, event)

    @staticmethod
    def _hand(queue: "asyncio.Queue[FeedEvent | None]", event: FeedEvent) -> None:
        if queue.qsize() < _FULL:
            queue.put_nowait(event)
        elif queue.qsize() == _FULL:
            queue.put_nowait(None)

    async def stream(self, topic: str, last: int) -> AsyncIterator[FeedEvent]:
        """Yield the events of a topic after `last`, those of the past first, each once."""
        queue: asyncio.Queue[FeedEvent | None] = asyncio.Queue()
        self._streams[topic].add(queue)
        try:
            while past := await to_thread.run_sync(self._past, topic, last, limiter=self._lane):
                for event in past:
                    last = event.id or last
                    yield event
            while (event_ := await queue.get()) is not None:
                if (event_.id or 0) > last:
                    last = event_.id or last
                    yield event_
        finally:
            self._streams[topic].discard(queue)
            if not self._streams[topic]:
                del self._streams[topic]

    def _past(self, topic: str, last: int) -> list[FeedEvent]:
        with self._begin() as session:
            return list(service.since(session, last, topic=None if topic == "*" else topic))
