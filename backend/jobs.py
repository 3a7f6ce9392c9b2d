"""Work that must not be lost: the one module that imports procrastinate.

A job is deferred on the session of the caller, so it exists exactly when the caller commits.
Its arguments are ids only; the tables of the rooms stay the truth.
"""

import asyncio
import contextlib
import json
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime

import procrastinate
import psycopg
import structlog
from sqlalchemy import text
from sqlmodel import Session

from backend.sweeping import Sweeps

log = structlog.get_logger(__name__)

Task = Callable[[int], Awaitable[None]]
Periodic = Callable[[], Awaitable[None]]
RUN_TURN = "run_turn"
SEND_SMS = "send_sms"
REMIND_APPLICANT = "remind_applicant"
REMIND_APPOINTMENT = "remind_appointment"
FETCH_MEDIA = "fetch_media"
DELIVER_WEBHOOKS = "deliver_webhooks"
FOLLOW_UP = "follow_up"
TAKE_SMS = "take_sms"
# Whoever writes is read before anything else is done: it may be an emergency, or STOP. What is
# written leaves before the next is thought about, and the sweeps wait for nobody.
_PRIORITIES = {TAKE_SMS: 10, SEND_SMS: 5}
_SWEEPS = 20
_HEARTBEAT = 5.0
_BEGIN_AGAIN = 0.5
_STALLED_AFTER = 20

_DEFER = text(
    """
    SELECT procrastinate_defer_jobs_v1(array_agg(ROW(
        'default', CAST(:task AS varchar), CAST(:priority AS integer), job ->> 1, NULL,
        jsonb_build_object('reference', job -> 0), CAST(:at AS timestamptz)
    )::procrastinate_job_to_defer_v1 ORDER BY n))
    FROM jsonb_array_elements(CAST(:jobs AS jsonb)) WITH ORDINALITY AS told (job, n)
    """
)

_FORGET = text("DELETE FROM procrastinate_jobs WHERE lock = ANY(:locks) AND status <> 'doing'")


def defer(
    session: Session, task: str, reference: int, *, lock: str, at: datetime | None = None
) -> None:
    """Add a job to the session's unit of work; jobs of one `lock` run in order, one at a time."""
    defer_all(session, task, [(reference, lock)], at=at)


def defer_all(
    session: Session, task: str, due: Sequence[tuple[int, str]], *, at: datetime | None = None
) -> None:
    """Add jobs of one task to the session's unit of work: their references and locks."""
    values = {"task": task, "priority": _PRIORITIES.get(task, 0), "jobs": json.dumps(due), "at": at}
    session.execute(_DEFER, values)


def forget(session: Session, locks: Sequence[str]) -> None:
    """Delete the jobs under these locks that nobody runs: a lock may name a telephone."""
    session.execute(_FORGET, {"locks": list(locks)})


def schema() -> str:
    """Return the SQL that makes the queue's tables, for the migration."""
    return procrastinate.schema.SchemaManager.get_schema()


class Jobs:
    """The engine that runs the jobs of one process."""

    def __init__(self, dsn: str) -> None:
        self._app = procrastinate.App(
            connector=procrastinate.PsycopgConnector(conninfo=dsn, min_size=1, max_size=6)
        )
        self._sweeps = Sweeps(dsn)
        self.every(5, "take_over", self._take_over)

    def task(self, name: str, run: Task, *, attempts: int = 10) -> None:
        """Name what runs a job; a failure is retried later, `attempts` times at most."""

        async def perform(reference: int) -> None:
            await run(reference)

        retry = procrastinate.RetryStrategy(max_attempts=attempts, exponential_wait=2)
        self._app.task(name=name, retry=retry)(perform)

    def every(self, seconds: int, name: str, run: Periodic) -> None:
        """Run something every few seconds, in one process at a time.

        It is no job: each job is some writes, at rest too, and a sweep that a crash cuts off has
        nothing to take over.
        """
        self._sweeps.every(seconds, name, run)

    def every_minute(self, name: str, run: Periodic) -> None:
        """Run something at each full minute, in one process at a time."""

        async def perform(timestamp: int) -> None:
            await run()

        task = self._app.task(name=name, queueing_lock=name, priority=_SWEEPS)(perform)
        self._app.periodic(cron="* * * * *")(task)

    async def _take_over(self) -> None:
        """Give back the jobs of a worker that died, by its heartbeat."""
        manager = self._app.job_manager
        for job in await manager.get_stalled_jobs(seconds_since_heartbeat=_STALLED_AFTER):
            log.warning("job taken over", job=job.id, task=job.task_name)
            try:
                await manager.retry_job(job)
            except procrastinate.exceptions.UniqueViolation:
                # A periodic job that is queued again already: this one has nothing left to do.
                await manager.finish_job(job, procrastinate.jobs.Status.FAILED, delete_job=True)

    async def run(self, *, concurrency: int = 16) -> None:
        """Run jobs until cancelled; a database that went away is waited for."""
        while True:
            with contextlib.suppress(procrastinate.exceptions.ConnectorException, psycopg.Error):
                await self._work(concurrency)
            log.warning("the job engine lost the database and begins again")
            await asyncio.sleep(_BEGIN_AGAIN)

    async def _work(self, concurrency: int) -> None:
        async with self._app.open_async(), self._sweeps.running():
            await self._app.run_worker_async(
                concurrency=concurrency,
                update_heartbeat_interval=_HEARTBEAT,
                stalled_worker_timeout=_STALLED_AFTER,
                install_signal_handlers=False,
                delete_jobs="successful",
                shutdown_graceful_timeout=3,
            )
