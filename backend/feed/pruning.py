"""The feed is for who waits: what every stream has passed is deleted, a little at a time."""

from datetime import timedelta

import structlog
from anyio import to_thread

from backend.clock import Clock
from backend.db import UnitOfWork
from backend.feed import service

log = structlog.get_logger(__name__)
_MOST = 20_000


class Pruning:
    """Deletes old events now and then; a stream that comes back later is told everything anew."""

    def __init__(self, begin: UnitOfWork, keep: timedelta, *, clock: Clock) -> None:
        self._begin, self._keep, self._clock = begin, keep, clock

    async def run(self) -> None:
        """Delete the oldest events that are old enough."""
        pruned = await to_thread.run_sync(self._prune)
        if pruned:
            log.info("events deleted that every stream has passed", number=pruned)

    def _prune(self) -> int:
        with self._begin() as session:
            return service.prune(session, before=self._clock() - self._keep, most=_MOST)
