"""Places whose time is over go back to whoever comes next."""

import structlog
from anyio import to_thread

from backend.clock import Clock
from backend.db import UnitOfWork
from backend.quotas import service

log = structlog.get_logger(__name__)


class Reaper:
    """Looks now and then for places that nobody will use any more."""

    def __init__(self, begin: UnitOfWork, *, clock: Clock) -> None:
        self._begin, self._clock = begin, clock

    async def run(self) -> None:
        """Give back every place whose time is over."""
        expired = await to_thread.run_sync(self._expire)
        if expired:
            log.info("places of quotas ran out", number=expired)

    def _expire(self) -> int:
        with self._begin() as session:
            return service.expire(session, now=self._clock())
