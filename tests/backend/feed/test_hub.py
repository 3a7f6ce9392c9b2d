"""A stream sees every event of its topic once, in order, through a lost connection too."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from typing import LiteralString

import psycopg

from backend.db import UnitOfWork, plain_url
from backend.feed import service
from backend.feed.hub import Hub
from tests.backend.feed.streams import read, tell
from tests.servers import until

FIRST, MORE = 20, 40
OF_THE_READER = """
    FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()
        AND query LIKE '%feed_event WHERE id > $1%'
"""
END_THE_READER = "SELECT count(pg_terminate_backend(pid, 5000))" + OF_THE_READER
COUNT_THE_READERS = "SELECT count(*)" + OF_THE_READER


def until_one(database_url: str, query: LiteralString) -> None:
    """Ask until the answer is one: the process reads the feed, hence listens already."""
    with psycopg.connect(plain_url(database_url), autocommit=True) as asking:
        until(lambda: asking.execute(query).fetchone() == (1,), 20)


def told(hub: Hub, count: int, then: Callable[[], None] = lambda: None) -> list[tuple[str, int]]:
    """Read so many events from the beginning of a stream."""
    events = asyncio.run(read(hub, "mine", 0, count, then=then))
    return [(event.kind, event.payload["n"]) for event in events]


def test_a_stream_sees_the_past_then_the_new_events_each_once_in_order(
    begin: UnitOfWork, database_url: str
) -> None:
    tell(begin, range(FIRST))
    hub = Hub(begin, plain_url(database_url))

    seen = told(hub, 2 * MORE, lambda: tell(begin, range(FIRST, MORE)))

    assert seen == [(kind, n) for n in range(MORE) for kind in ("said", "state")]


def test_a_stream_misses_nothing_when_the_reader_of_its_process_loses_its_connection(
    begin: UnitOfWork, database_url: str
) -> None:
    def lose_and_tell() -> None:
        until_one(database_url, END_THE_READER)
        tell(begin, range(1, MORE))

    tell(begin, range(1))
    hub = Hub(begin, plain_url(database_url))

    seen = told(hub, 2 * MORE, lose_and_tell)

    assert seen == [(kind, n) for n in range(MORE) for kind in ("said", "state")]


def test_a_sign_reaches_who_looks_now_and_nobody_who_comes_later(
    begin: UnitOfWork, database_url: str
) -> None:
    def signs() -> None:
        until_one(database_url, COUNT_THE_READERS)
        with begin() as session:
            service.sign(session, "mine", "typing", {"n": 1})
            service.sign(session, "theirs", "typing", {"n": 2})
        tell(begin, range(1, 2))

    tell(begin, range(1))
    hub = Hub(begin, plain_url(database_url))

    seen = told(hub, 5, signs)

    assert sorted(seen) == [("said", 0), ("said", 1), ("state", 0), ("state", 1), ("typing", 1)]
    later = told(Hub(begin, plain_url(database_url)), 4)
    assert later == [("said", 0), ("state", 0), ("said", 1), ("state", 1)]


def test_a_sign_of_a_unit_of_work_that_is_undone_is_told_to_nobody(
    begin: UnitOfWork, database_url: str
) -> None:
    def undo() -> None:
        with suppress(ZeroDivisionError), begin() as session:
            service.sign(session, "mine", "typing", {"n": 1})
            raise ZeroDivisionError
        tell(begin, range(1, 2))

    tell(begin, range(1))

    seen = told(Hub(begin, plain_url(database_url)), 4, undo)

    assert seen == [("said", 0), ("state", 0), ("said", 1), ("state", 1)]
