"""What every test may ask for: a database of its own, the running product, a browser."""

import os
from collections.abc import Iterator
from itertools import count
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlmodel import Session

from backend.db import UnitOfWork, make_engine, unit_of_work
from backend.supervisor.postgres import Cluster
from tests import servers

NUMBERS = count()
# Without the last ones Chromium looks up its maker's hosts at every start.
BROWSER_ARGUMENTS = ["--disable-gpu", "--disable-quic", "--no-first-run"]
BROWSER_ARGUMENTS += ["--disable-background-networking", "--disable-component-update"]
BROWSER_ARGUMENTS += ["--disable-sync"]


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    """One PostgreSQL for the session (one for each process under xdist)."""
    with servers.database_server() as served:
        yield served


@pytest.fixture
def database_url(cluster: Cluster) -> Iterator[str]:
    """A migrated, empty database of the test's own."""
    name = f"test_{next(NUMBERS)}"
    cluster.create_database(name, template=servers.TEMPLATE)
    yield cluster.url(name)
    cluster.drop_database(name)


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    opened = make_engine(database_url)
    yield opened
    opened.dispose()


@pytest.fixture
def begin(engine: Engine) -> UnitOfWork:
    """Opens units of work on the test's database."""
    return unit_of_work(engine)


@pytest.fixture
def session(begin: UnitOfWork) -> Iterator[Session]:
    """One open unit of work, committed at the test's end."""
    with begin() as opened:
        yield opened


@pytest.fixture(scope="session")
def live() -> Iterator[servers.LiveServer]:
    """The whole product with its demonstration data, shared by the journeys of the session."""
    with servers.live_server() as served:
        yield served


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Drive the machine's Chromium; no browser is a failure, never a skip."""
    root = ["--no-sandbox"] if os.geteuid() == 0 else []
    return browser_type_launch_args | {
        "executable_path": servers.chromium(),
        "args": [*BROWSER_ARGUMENTS, *root],
    }


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Run the quick tests first; under xdist, give what shares the product to one process.

    The browser's tests come last of all: its driver keeps a loop running in the main thread.
    """
    for item in items:
        if uses(item, "live"):
            item.add_marker(pytest.mark.xdist_group("live"))
    items.sort(key=lambda item: (uses(item, "browser"), uses(item, "live")))


def uses(item: pytest.Item, fixture: str) -> bool:
    return fixture in getattr(item, "fixturenames", ())
