"""The database: engine, units of work, and the session of a request."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Annotated

from fastapi import Depends, Request
from sqlalchemy import Engine
from sqlmodel import Session, create_engine

UnitOfWork = Callable[[], AbstractContextManager[Session]]


def driver_url(url: str) -> str:
    """Return the address with our driver (psycopg 3), whatever scheme it was given with."""
    scheme, separator, rest = url.partition("://")
    if scheme in {"postgres", "postgresql"}:
        scheme = "postgresql+psycopg"
    return scheme + separator + rest


def make_engine(url: str, *, pool: int = 20) -> Engine:
    """Open the engine of one process; a dead connection is noticed before it is used."""
    return create_engine(driver_url(url), pool_size=pool, max_overflow=0, pool_pre_ping=True)


def unit_of_work(engine: Engine) -> UnitOfWork:
    """Return what opens a session that commits at its end and rolls back on any error."""

    @contextmanager
    def begin() -> Iterator[Session]:
        with Session(engine, expire_on_commit=False) as session, session.begin():
            yield session

    return begin


def get_session(request: Request) -> Iterator[Session]:
    """Open the unit of work of a request; it is committed before the answer leaves."""
    begin: UnitOfWork = request.app.state.unit_of_work
    with begin() as session:
        yield session


SessionDep = Annotated[Session, Depends(get_session, scope="function")]
