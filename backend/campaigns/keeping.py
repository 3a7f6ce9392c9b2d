"""A survey keeps to its days: it ends after the last one, and each night tells what will lack."""

from datetime import datetime, time, timedelta

import structlog
from anyio import to_thread
from sqlmodel import Session

from backend.campaigns import queries, service, supervision
from backend.campaigns.models import State
from backend.clock import Clock
from backend.db import UnitOfWork
from knowledge.hours import PARIS

log = structlog.get_logger(__name__)
# While nobody answers.
_FORESEES_AT = time(3)


class Keeping:
    """Looks each minute which surveys are over, and each night which quotas will not fill."""

    def __init__(self, begin: UnitOfWork, *, clock: Clock) -> None:
        self._begin, self._clock = begin, clock

    async def run(self) -> None:
        """End what is over, and foresee what was not foreseen since the night."""
        ended = await to_thread.run_sync(self._run)
        if ended:
            log.info("surveys ended on their last day", number=ended)

    def _run(self) -> int:
        with self._begin() as session:
            return keep(session, now=self._clock())


def keep(session: Session, *, now: datetime) -> int:
    """End the surveys whose last day is over, foresee the others; return how many ended."""
    over = queries.over(session, today=now.astimezone(PARIS).date())
    for campaign in over:
        service.move(session, campaign, State.ENDED, now=now)
    for campaign in queries.unforeseen(session, since=_last_night(now)):
        supervision.foresee(session, campaign, now=now)
    return len(over)


def _last_night(now: datetime) -> datetime:
    here = now.astimezone(PARIS)
    tonight = datetime.combine(here.date(), _FORESEES_AT, PARIS)
    return tonight if tonight <= here else tonight - timedelta(days=1)
