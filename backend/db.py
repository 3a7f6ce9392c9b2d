"""The database: engine, units of work, and the session of a request."""

import select
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from enum import StrEnum
from typing import Annotated, Any

from anyio import CapacityLimiter
from fastapi import Depends, Request
from fastapi.concurrency import contextmanager_in_threadpool
from psycopg import Connection, Error
from sqlalchemy import DateTime, Engine, Enum, event
from sqlalchemy.exc import InvalidatePoolError
from sqlmodel import Field, Session, create_engine

UnitOfWork = Callable[[], AbstractContextManager[Session]]


def choice(kind: type[StrEnum], default: Any = ..., *, nullable: bool = False) -> Any:
    """Return a column that keeps the words of an enumeration, as text."""
    words: Any = Enum(kind, native_enum=False, length=40, values_callable=list)
    return Field(default=default, sa_type=words, nullable=nullable)


def moment(*, nullable: bool = False, index: bool = False) -> Any:
    """Return a column for an aware moment."""
    kind: Any = DateTime(timezone=True)
    return Field(default=None, sa_type=kind, nullable=nullable, index=index)


def driver_url(url: str) -> str:
    """Return the address with our driver (psycopg 3), whatever scheme it was given with."""
    scheme, separator, rest = url.partition("://")
    if scheme in {"postgres", "postgresql"}:
        scheme = "postgresql+psycopg"
    return scheme + separator + rest


def plain_url(url: str) -> str:
    """Return the address as psycopg itself takes it."""
    return driver_url(url).replace("postgresql+psycopg://", "postgresql://", 1)


def make_engine(url: str, *, pool: int = 20) -> Engine:
    """Open the engine of one process; a dead connection is noticed before it is used.

    The connection that was used last is taken first: it has the statements prepared.
    """
    engine = create_engine(driver_url(url), pool_size=pool, max_overflow=0, pool_use_lifo=True)
    event.listen(engine, "checkout", _refuse_dead)
    return engine


def _refuse_dead(connection: Connection[Any], *_: object) -> None:
    """Give up every connection that rests when one of them has died.

    Asking the server before each unit of work (a pre-ping) is a round trip that is nearly always
    for nothing: a server that goes away says so, or its end of the socket closes, and either can
    be read here without asking.
    """
    try:
        resting = select.poll()
        resting.register(connection.fileno(), select.POLLIN)
        if resting.poll(0):
            connection.execute("")
            connection.rollback()
    except Error as dead:
        raise InvalidatePoolError from dead


def unit_of_work(engine: Engine) -> UnitOfWork:
    """Return what opens a session that commits at its end and rolls back on any error."""

    @contextmanager
    def begin() -> Iterator[Session]:
        with Session(engine, expire_on_commit=False) as session, session.begin():
            yield session

    return begin


def driver_of(session: Session) -> Connection[Any]:
    """Return the driver's own connection of a session, in its transaction.

    For the few statements that everybody waits for, and for COPY.
    """
    found: Any = session.connection().connection.driver_connection
    connection: Connection[Any] = found
    return connection


@contextmanager
def single_unit(url: str) -> Iterator[Session]:
    """Open one unit of work and nothing that outlives it: what a command needs."""
    engine = make_engine(url, pool=1)
    try:
        with unit_of_work(engine)() as session:
            yield session
    finally:
        engine.dispose()


class Lanes:
    """Who may hold how many of a process's connections, so that nobody waits for one in a thread.

    A request's session lives over several hops between threads. If threads could wait for a
    connection while its holders wait for a thread, 200 requests at once would stand still.
    """

    def __init__(self, pool: int) -> None:
        share = max(pool, 8)
        self.requests = CapacityLimiter(share * 3 // 10)
        self.actions = CapacityLimiter(share * 2 // 10)
        self.work = CapacityLimiter(share * 4 // 10)


async def get_session(request: Request) -> AsyncIterator[Session]:
    """Open the unit of work of a request; it is committed before the answer leaves."""
    begin: UnitOfWork = request.app.state.unit_of_work
    lanes: Lanes = request.app.state.lanes
    async with lanes.requests, contextmanager_in_threadpool(begin()) as session:
        yield session


SessionDep = Annotated[Session, Depends(get_session, scope="function")]
