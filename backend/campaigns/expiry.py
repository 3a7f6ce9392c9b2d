"""Places that nobody came back for: given to the next."""

import structlog
from anyio import to_thread

from backend.clock import Clock
from backend.db import UnitOfWork
from backend.quotas import service as quotas

log = structlog.get_logger(__name__)


class Expiry:
    """Looks every few seconds for places in the quotas whose time is over."""

    def __init__(self, begin: UnitOfWork, *, clock: Clock) -> None:
        self._begin, self._clock = begin, clock

    async def run(self) -> None:
        """Give them back."""
        freed = await to_thread.run_sync(self._run)
        if freed:
            log.info("places of interviews given back", number=freed)

    def _run(self) -> int:
        with self._begin() as session:
            return quotas.expire(session, now=self._clock())
