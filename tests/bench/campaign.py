"""Quotas with 5 000 people asked at once, processes killed at random, and how fast a place is held.

The same people are asked beside it by check-then-write: read whether a cell is full, ask, add one.
Reservations are compared with a bare INSERT and COMMIT through the same sessions, in turn.
"""

import json
import time
from datetime import datetime, timedelta

from sqlalchemy import text
from sqlmodel import Session

from backend.db import UnitOfWork, make_engine, unit_of_work
from backend.quotas import service
from backend.quotas.models import Lease, Mode
from tests.bench import calling, contacts, raking, respondents
from tests.bench.figures import figure, percentile
from tests.bench.respondents import BEGAN, MARGINS, SIZE, TOLERANCE, frame, mode, who
from tests.servers import TEMPLATE, database_server

HOLDS = {
    Mode.PHONE: timedelta(minutes=30),
    Mode.WEB: timedelta(minutes=60),
    Mode.SMS: timedelta(hours=48),
}
ROUNDS, ROUND, HOLDERS = 4, 1.5, 4
_TABLES = """
    CREATE SEQUENCE bench_next;
    CREATE TABLE bench_counter AS SELECT id, dims, cap, 0 AS counted FROM quota_counter;
    CREATE TABLE bench_bare (id serial PRIMARY KEY, at timestamptz, seconds float);
    CREATE TABLE bench_held (at timestamptz, seconds float);
"""
_OVER = text(
    """
    SELECT coalesce(sum(greatest(0, (
        SELECT count(*) FROM quota_lease WHERE state = 'done' AND c.id = ANY(counter_ids)
    ) - c.cap)), 0) FROM quota_counter c
    """
)
_COUNTED = text("SELECT count(*) FROM quota_lease WHERE state = 'done'")
_EXPIRED = text("SELECT count(*) FROM quota_lease WHERE state IN ('expired', 'preempted')")
_WRONG = text(
    """
    SELECT count(*) FROM quota_counter c WHERE completed <> (
        SELECT count(*) FROM quota_lease WHERE state = 'done' AND c.id = ANY(counter_ids)
    ) OR reserved <> (
        SELECT count(*) FROM quota_lease WHERE state = 'held' AND c.id = ANY(counter_ids)
    )
    """
)


class Reserving:
    """The product's way: a place is held from the beginning of an interview."""

    def __init__(self, plan_id: int) -> None:
        self._plan = plan_id

    def begin(self, session: Session, case: int, now: datetime) -> bool:
        asked, dims = mode(case), who(case)
        known = {"agency": dims["agency"]} if asked is Mode.PHONE else dims
        if isinstance(self._hold(session, case, known, asked, now), Lease):
            return True
        return (
            asked is Mode.PHONE
            and bool(service.preempt(session, self._plan, known, now=now))
            and isinstance(self._hold(session, case, known, asked, now), Lease)
        )

    def _hold(
        self, session: Session, case: int, dims: dict[str, str], asked: Mode, now: datetime
    ) -> Lease | service.Full:
        until = now + HOLDS[asked]
        return service.reserve(session, self._plan, case, dims, mode=asked, until=until, now=now)

    def finish(self, session: Session, case: int, now: datetime) -> None:
        service.complete(session, case, dims=who(case), now=now)

    def leave(self, session: Session, case: int, now: datetime) -> None:
        service.release(session, case, now=now)


class CheckThenWrite:
    """The usual way: whether a cell is full is read first, and written once it is too late."""

    _FULL = text(
        "SELECT count(*) FROM bench_counter WHERE dims <@ CAST(:dims AS jsonb) AND counted >= cap"
    )
    _ADD = text(
        "UPDATE bench_counter SET counted = counted + 1 WHERE id IN (SELECT id FROM bench_counter"
        " WHERE dims <@ CAST(:dims AS jsonb) ORDER BY id FOR UPDATE)"
    )

    def begin(self, session: Session, case: int, now: datetime) -> bool:
        return not session.execute(self._FULL, {"dims": json.dumps(who(case))}).scalar_one()

    def finish(self, session: Session, case: int, now: datetime) -> None:
        session.execute(self._ADD, {"dims": json.dumps(who(case))})

    def leave(self, session: Session, case: int, now: datetime) -> None:
        pass


def _sweep(session: Session, now: datetime) -> None:
    service.expire(session, now=now)


def _ask(url: str, begin: UnitOfWork, plan_id: int) -> None:
    """Ask everybody; print what was counted too many, and what does not add up at rest."""
    figure("kills", respondents.ask_everybody(url, Reserving(plan_id), _sweep), "kills")
    with begin() as session:
        service.expire(session, now=BEGAN + timedelta(days=99))
        standing = service.standing(session, plan_id)
        again = service.rebuilt(session, plan_id)
        untold = [
            c for c in standing if again[c.id or 0] != service.Rebuilt(c.completed, c.reserved)
        ]
        figure("counters", len(standing), "counters")
        figure("overshoot", session.execute(_OVER).scalar_one(), "places")
        figure("counted", session.execute(_COUNTED).scalar_one(), f"interviews of {SIZE}")
        figure("ran_out", session.execute(_EXPIRED).scalar_one(), "leases")
        figure("reserved_at_rest", sum(one.reserved for one in standing), "places")
        figure("counters_unlike_leases", session.execute(_WRONG).scalar_one(), "counters")
        figure("counters_unlike_events", len(untold), "counters")


def _ask_beside(url: str, begin: UnitOfWork) -> None:
    """Ask the same people by check-then-write."""
    with begin() as session:
        session.execute(text("ALTER SEQUENCE bench_next RESTART"))
    figure("check_then_write_kills", respondents.ask_everybody(url, CheckThenWrite()), "kills")
    over = "SELECT coalesce(sum(counted - cap), 0), count(*) FROM bench_counter WHERE counted > cap"
    counted = "SELECT sum(counted) FROM bench_counter WHERE dims - 'agency' = '{}'"
    with begin() as session:
        places, counters = session.execute(text(over)).one()
        total = session.execute(text(counted)).scalar_one()
    figure("check_then_write_overshoot", places, "places")
    figure("check_then_write_counters_over", counters, "counters")
    figure("check_then_write_counted", total, f"interviews of {SIZE}")


def _hold_for(url: str, plan_id: int, number: int) -> None:
    """Hold places, each committed, for a round; write down how long each took."""
    begin = unit_of_work(make_engine(url, pool=1))
    until, now = BEGAN + timedelta(days=9), BEGAN
    took, over = [], time.monotonic() + ROUND
    case = 1_000_000 + number * 100_000
    while time.monotonic() < over:
        case, began = case + 1, time.perf_counter()
        with begin() as session:
            held = service.reserve(
                session, plan_id, case, who(case), mode=Mode.WEB, until=until, now=now
            )
        took.append(time.perf_counter() - began)
        assert isinstance(held, Lease)
    _write_down(begin, "bench_held", took)


def _insert_for(url: str) -> None:
    """Insert rows, each committed, for a round; write down how long each took."""
    begin = unit_of_work(make_engine(url, pool=1))
    insert = text("INSERT INTO bench_bare (at) VALUES (:now)")
    took, over = [], time.monotonic() + ROUND
    while time.monotonic() < over:
        began = time.perf_counter()
        with begin() as session:
            session.execute(insert, {"now": BEGAN})
        took.append(time.perf_counter() - began)
    with begin() as session:
        session.execute(text("DELETE FROM bench_bare WHERE seconds IS NULL"))
    _write_down(begin, "bench_bare", took)


def _write_down(begin: UnitOfWork, table: str, took: list[float]) -> None:
    insert = text(f"INSERT INTO {table} (seconds) VALUES (:seconds)")  # noqa: S608
    with begin() as session:
        session.execute(insert, [{"seconds": seconds} for seconds in took])


def _rates(url: str, begin: UnitOfWork) -> None:
    """Hold places and insert bare rows in turn, from several processes at once."""
    with begin() as session:
        plan_id = service.draw(session, frame(), SIZE, MARGINS).id or 0
        session.execute(text("UPDATE quota_counter SET cap = 100000000 WHERE plan_id > 1"))
    for turn in range(ROUNDS):
        numbers = range(turn * HOLDERS, (turn + 1) * HOLDERS)
        holding = [respondents.start(_hold_for, url, plan_id, number) for number in numbers]
        for process in holding:
            process.join()
        for process in [respondents.start(_insert_for, url) for _ in range(HOLDERS)]:
            process.join()
    with begin() as session:
        held = list(session.execute(text("SELECT seconds FROM bench_held")).scalars())
        bare = list(session.execute(text("SELECT seconds FROM bench_bare")).scalars())
    figure("reservations_per_s", len(held) / ROUNDS / ROUND, "reservations/s")
    figure("reservation_p99_ms", percentile(held, 0.99) * 1000, "ms")
    figure("bare_commits_per_s", len(bare) / ROUNDS / ROUND, "commits/s")
    figure("reservations_to_bare_commits", len(held) / len(bare), "ratio")


def run() -> None:
    """Measure on a database of its own, which writes to the disk as a landlord's does."""
    with database_server(durable=True) as cluster:
        cluster.create_database("bench", template=TEMPLATE)
        url = cluster.url("bench")
        engine = make_engine(url)
        begin = unit_of_work(engine)
        with begin() as session:
            plan_id = service.draw(session, frame(), SIZE, MARGINS, TOLERANCE).id or 0
            session.execute(text(_TABLES))
        engine.dispose()
        _ask(url, begin, plan_id)
        engine.dispose()
        _ask_beside(url, begin)
        engine.dispose()
        _rates(url, begin)
        calling.measure(begin)
        engine.dispose()
        cluster.create_database("sample", template=TEMPLATE)
        contacts.measure(unit_of_work(make_engine(cluster.url("sample"))))
    raking.measure()
