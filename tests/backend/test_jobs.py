"""The job engine outlives the database's absence: nobody has to start the worker again."""

import asyncio
from contextlib import suppress
from pathlib import Path

import pytest

from backend import jobs
from backend.db import make_engine, plain_url, unit_of_work
from backend.supervisor.postgres import Cluster, running
from backend.supervisor.prepare import migrate
from backend.sweeping import Sweeps
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


# What a worker that died was doing: a periodic job that is queued again since, then one of ours.
_LEFT = """
    INSERT INTO procrastinate_jobs
        (queue_name, task_name, lock, queueing_lock, args, status, scheduled_at)
    VALUES
        ('default', 'sweep', NULL, 'sweep', '{"timestamp": 0}', 'doing', NULL),
        ('default', 'note', 'one', NULL, '{"reference": 3}', 'doing', NULL),
        ('default', 'sweep', NULL, 'sweep', '{"timestamp": 1}', 'todo', now() + interval '1 hour')
"""


async def take_over(url: str) -> tuple[int, list[str]]:
    """Run a worker until it has done what the dead one left; return it, and what is still doing."""
    done: asyncio.Queue[int] = asyncio.Queue()
    engine = jobs.Jobs(plain_url(url))
    engine.task("note", done.put)
    record = make_engine(url, pool=1)
    with record.begin() as connection:
        connection.exec_driver_sql(_LEFT)
    worker = asyncio.create_task(engine.run())
    number = await done.get()
    worker.cancel()
    with suppress(asyncio.CancelledError):
        await worker
    with record.connect() as connection:
        left = "SELECT task_name FROM procrastinate_jobs WHERE status = 'doing'"
        doing = list(connection.exec_driver_sql(left).scalars())
    record.dispose()
    return number, doing


def test_a_dead_workers_jobs_are_taken_over_beside_one_that_is_queued_again_already(
    database_url: str,
) -> None:
    number, doing = asyncio.run(take_over(database_url))

    assert (number, doing) == (3, [])


def test_who_writes_is_read_first_and_what_is_written_leaves_before_the_next_turn(
    database_url: str,
) -> None:
    order = asyncio.run(run_one_by_one(database_url, jobs.RUN_TURN, jobs.SEND_SMS, jobs.TAKE_SMS))

    assert order == [jobs.TAKE_SMS, jobs.SEND_SMS, jobs.RUN_TURN]


async def run_one_by_one(url: str, *deferred: str) -> list[str]:
    """Defer jobs in this order, then run them one at a time; return the order in which they ran."""
    record = make_engine(url, pool=1)
    with unit_of_work(record)() as session:
        for name in deferred:
            jobs.defer(session, name, 1, lock=name)
    record.dispose()
    done: asyncio.Queue[str] = asyncio.Queue()
    engine = jobs.Jobs(plain_url(url))
    for name in deferred:
        engine.task(name, noting(done, name))
    worker = asyncio.create_task(engine.run(concurrency=1))
    order = [await done.get() for _ in deferred]
    worker.cancel()
    with suppress(asyncio.CancelledError):
        await worker
    return order


def noting(done: asyncio.Queue[str], name: str) -> jobs.Task:
    async def run(reference: int) -> None:
        await done.put(name)

    return run


def test_a_sweep_that_failed_runs_again_and_leaves_no_job(database_url: str) -> None:
    assert asyncio.run(sweep_after_a_failure(database_url)) == 0


async def sweep_after_a_failure(url: str) -> int:
    """Fail once, then run; return how many jobs were written for it."""
    done: asyncio.Queue[None] = asyncio.Queue()
    fates = iter([ValueError("once")])

    async def run() -> None:
        for failure in fates:
            raise failure
        await done.put(None)

    engine = jobs.Jobs(plain_url(url))
    engine.every(1, "look", run)
    worker = asyncio.create_task(engine.run())
    await done.get()
    worker.cancel()
    with suppress(asyncio.CancelledError):
        await worker
    record = make_engine(url, pool=1)
    with record.connect() as connection:
        written = "SELECT count(*) FROM procrastinate_events"
        count = int(connection.exec_driver_sql(written).scalar_one())
    record.dispose()
    return count


def test_what_a_sweep_is_doing_when_the_worker_stops_comes_to_its_end(database_url: str) -> None:
    assert asyncio.run(stop_within_a_sweep(database_url)) == ["begun", "ended"]


async def stop_within_a_sweep(url: str) -> list[str]:
    """Stop while something is being done; return what was."""
    done: list[str] = []
    begun = asyncio.Event()

    async def hand_over() -> None:
        done.append("begun")
        begun.set()
        # As a provider that answers after we were told to stop.
        for _ in range(100):
            await asyncio.sleep(0)
        done.append("ended")

    sweeps = Sweeps(plain_url(url))
    sweeps.every(1, "look", hand_over)
    async with sweeps.running():
        await begun.wait()
    return done


def test_two_processes_do_not_sweep_at_once(database_url: str) -> None:
    assert asyncio.run(sweep_within_a_sweep(database_url)) == [False, True, True]


async def sweep_within_a_sweep(url: str) -> list[bool]:
    """Let one process sweep while another does, and after; return who did."""
    ran: list[bool] = []
    first, second = Sweeps(plain_url(url)), Sweeps(plain_url(url))

    async def nothing() -> None:
        pass

    async def meanwhile() -> None:
        ran.append(await second.once("look", nothing))

    async with first.running(), second.running():
        ran.append(await first.once("look", meanwhile))
        ran.append(await second.once("look", nothing))
    return ran
