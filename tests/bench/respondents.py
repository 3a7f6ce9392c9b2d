"""People who are asked at once by telephone, SMS and web, and the processes that ask them.

An hour of theirs is a second of ours. A process that is killed loses the interviews that it leads,
as a crash does; who asks next takes the next person from the database.
"""

import heapq
import os
import random
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from itertools import product
from multiprocessing import get_context
from multiprocessing.process import BaseProcess
from typing import Protocol

from sqlalchemy import text
from sqlmodel import Session

from backend.db import UnitOfWork, make_engine, unit_of_work
from backend.quotas.models import Mode
from backend.quotas.plan import Frame, Margin, cell

PEOPLE, SIZE, PROCESSES = 5_000, 600, 8
KILL_EVERY = 0.2
BEGAN = datetime(2026, 11, 26, tzinfo=UTC)
HOUR = 1.0
MARGINS: tuple[Margin, ...] = (("agency",), ("agency", "age"), ("agency", "csp"))
TOLERANCE = {MARGINS[2]: 2}
AGES = ("18-29", "30-44", "45-59", "60-74", "75+")
CELLS = [
    {"agency": agency, "age": age, "csp": str(csp)}
    for agency, age, csp in product("ABC", AGES, range(8))
]
_NEXT = text("SELECT nextval('bench_next')")
_FORK = get_context("fork")


class Asking(Protocol):
    """What an interview is, to whoever counts it."""

    def begin(self, session: Session, case: int, now: datetime) -> bool:
        """Begin with somebody; false when they are not wanted."""
        ...

    def finish(self, session: Session, case: int, now: datetime) -> None:
        """End an interview that was finished."""
        ...

    def leave(self, session: Session, case: int, now: datetime) -> None:
        """End an interview that was refused on the way."""
        ...


def who(case: int) -> dict[str, str]:
    """Return the categories of somebody, always the same."""
    return CELLS[case * 7919 % len(CELLS)]


def mode(case: int) -> Mode:
    return list(Mode)[case % 3]


def frame() -> Frame:
    """Return the population that the people are drawn from: 10 680, unlike in every cell."""
    return {cell(**one): 29 + number % 120 for number, one in enumerate(CELLS)}


def clock(began: float) -> Callable[[], datetime]:
    """Return the people's clock, which began at a moment of ours."""
    return lambda: BEGAN + timedelta(hours=(time.monotonic() - began) / HOUR)


def _lead(url: str, asking: Asking, began: float, seed: int) -> None:
    """Ask people until there are none left; several interviews are under way at any time."""
    chance, now = random.Random(seed), clock(began)
    engine = make_engine(url, pool=1)
    begin = unit_of_work(engine)
    under_way: list[tuple[datetime, int]] = []
    left = True
    while left or under_way:
        if under_way and (under_way[0][0] <= now() or not left):
            at, case = heapq.heappop(under_way)
            time.sleep(max(0.0, (at - now()).total_seconds() / 3600 * HOUR))
            _end(begin, asking, case, chance.random(), now())
            continue
        with begin() as session:
            case = session.execute(_NEXT).scalar_one()
        left = case <= PEOPLE
        if left:
            with begin() as session:
                if asking.begin(session, case, now()):
                    lasts = timedelta(hours=chance.choice((0.1, 0.3, 0.5, 2.5)))
                    heapq.heappush(under_way, (now() + lasts, case))
    engine.dispose()


def _end(begin: UnitOfWork, asking: Asking, case: int, fate: float, now: datetime) -> None:
    """Three in four finish, one in ten refuses, the others are not heard of again."""
    with begin() as session:
        if fate < 0.75:
            asking.finish(session, case, now)
        elif fate < 0.85:
            asking.leave(session, case, now)


def _reap(url: str, sweep: Callable[[Session, datetime], None], began: float) -> None:
    begin, now = unit_of_work(make_engine(url, pool=1)), clock(began)
    while True:
        with begin() as session:
            sweep(session, now())
        time.sleep(0.1)


def start(target: Callable[..., None], *given: object) -> BaseProcess:
    process = _FORK.Process(target=target, args=given, daemon=True)
    process.start()
    return process


def _kill(process: BaseProcess) -> None:
    with suppress(ProcessLookupError):
        os.kill(process.pid or 0, signal.SIGKILL)
    process.join()


def ask_everybody(
    url: str, asking: Asking, sweep: Callable[[Session, datetime], None] | None = None
) -> int:
    """Let everybody be asked, a process killed now and then; return how many were killed."""
    chance, began = random.Random(7), time.monotonic()
    seeds: Iterator[int] = iter(range(1_000_000))
    reaper = [start(_reap, url, sweep, began)] if sweep else []
    leading = [start(_lead, url, asking, began, next(seeds)) for _ in range(PROCESSES)]
    kills = 0
    while any(process.is_alive() for process in leading):
        time.sleep(KILL_EVERY)
        victim = chance.randrange(PROCESSES)
        if leading[victim].is_alive():
            _kill(leading[victim])
            leading[victim] = start(_lead, url, asking, began, next(seeds))
            kills += 1
    assert all(process.exitcode == 0 for process in leading), "nobody asks any more"
    assert all(process.is_alive() for process in reaper), "places are no longer given back"
    for process in reaper:
        _kill(process)
    return kills
