"""Nothing that is committed is missed, whatever the order in which writers commit."""

import random
import threading
from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest
from sqlalchemy import text

from backend.db import UnitOfWork, plain_url
from backend.feed import service


def test_a_reader_of_greater_than_the_last_misses_no_event_of_parallel_writers(
    begin: UnitOfWork,
) -> None:
    done = threading.Event()

    def write(number: int) -> None:
        with begin() as session:
            service.publish(session, "t", "said", {"n": number})
            session.execute(text("SELECT pg_sleep(:s)"), {"s": random.random() / 100})

    def read() -> list[int]:
        seen: list[int] = []
        last = 0
        while True:
            finished = done.is_set()
            with begin() as session:
                for event in service.since(session, last):
                    last = event.id or 0
                    seen.append(event.payload["n"])
            if finished:
                return seen

    with ThreadPoolExecutor(9) as pool:
        reader = pool.submit(read)
        list(pool.map(write, range(200)))
        done.set()
        seen = reader.result()

    assert sorted(seen) == list(range(200))
    assert len(seen) == 200


def test_what_is_rolled_back_is_never_told(begin: UnitOfWork) -> None:
    def fail_after_telling() -> None:
        with begin() as session:
            service.publish(session, "t", "said", {})
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail_after_telling()

    with begin() as session:
        assert service.last_id(session) == 0


@pytest.mark.parametrize(("topics", "told"), [(2, "2 t0 t1"), (2_000, "2000 *")])
def test_a_notification_names_its_topics_or_all_of_them_where_they_are_too_many(
    begin: UnitOfWork, database_url: str, topics: int, told: str
) -> None:
    with psycopg.connect(plain_url(database_url), autocommit=True) as listening:
        listening.execute(f"LISTEN {service.CHANNEL}")
        with begin() as session:
            for number in range(topics):
                service.publish(session, f"t{number}", "said", {})

        (heard,) = listening.notifies(timeout=20, stop_after=1)

    assert heard.payload == told
