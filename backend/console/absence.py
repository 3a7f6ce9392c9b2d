"""Agents who left without a word: their conversations go back to who is there."""

import structlog
from anyio import to_thread

from backend.clock import Clock
from backend.console import service
from backend.db import UnitOfWork

log = structlog.get_logger(__name__)


class Absence:
    """Looks now and then for conversations that nobody would answer."""

    def __init__(self, begin: UnitOfWork, *, clock: Clock) -> None:
        self._begin, self._clock = begin, clock

    async def release(self) -> None:
        """Put the conversations of absent agents back into the queue."""
        released = await to_thread.run_sync(self._release)
        if released:
            log.info("conversations of absent agents are in the queue again", number=released)

    def _release(self) -> int:
        with self._begin() as session:
            return service.release_absent(session, now=self._clock())
