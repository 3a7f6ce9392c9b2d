"""The reminders of workshops leave the day before."""

import structlog
from anyio import to_thread

from backend.clock import Clock
from backend.db import UnitOfWork
from backend.library.edition import Holds
from backend.workshops import service

log = structlog.get_logger(__name__)


class Reminding:
    """Looks each minute who is to be reminded."""

    def __init__(self, begin: UnitOfWork, library: Holds, *, clock: Clock) -> None:
        self._begin, self._library, self._clock = begin, library, clock

    async def run(self) -> None:
        """Remind them; what leaves keeps to the hours of notices."""
        told = await to_thread.run_sync(self._run)
        if told:
            log.info("people were reminded of workshops", number=told)

    def _run(self) -> int:
        with self._begin() as session:
            return service.remind(session, self._library.knowledge.called, now=self._clock())
