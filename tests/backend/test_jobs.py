"""The job engine outlives the database's absence: nobody has to start the worker again."""

import asyncio
from contextlib import suppress
from pathlib import Path

import pytest

from backend import jobs
from backend.db import make_engine, plain_url, unit_of_work
from backend.supervisor.postgres import Cluster, running
from backend.supervisor.prepare import migrate
from tests.servers import scratch_folder

pytestmark = pytest.mark.timeout(240)
NAME = "jobs"


def defer(cluster: Cluster, number: int) -> None:
    """Leave a job for the worker."""
    engine = make_engine(cluster.url(NAME), pool=1)
    with unit_of_work(engine)() as session:
        jobs.defer(session, "note", number, lock="one")
    engine.dispose()


async def run_through_an_absence(folder: Path) -> list[int]:
    """Run a job, stop the server for a while, start it, and run another job."""
    cluster = Cluster(folder / "pg", durable=False)
    done: asyncio.Queue[int] = asyncio.Queue()
    engine = jobs.Jobs(plain_url(cluster.url(NAME)))
    engine.task("note", done.put)
    with running(cluster):
        cluster.create_database(NAME)
        migrate(cluster.url(NAME))
        worker = asyncio.create_task(engine.run())
        defer(cluster, 1)
        first = await done.get()
    ended, _ = await asyncio.wait([worker], timeout=5)
    assert not ended, "the worker gave up while the database was away"
    with running(cluster):
        defer(cluster, 2)
        second = await done.get()
        worker.cancel()
        with suppress(asyncio.CancelledError):
            await worker
    return [first, second]


def test_jobs_run_again_when_the_database_comes_back() -> None:
    with scratch_folder() as folder:
        ran = asyncio.run(run_through_an_absence(folder))

    assert ran == [1, 2]
