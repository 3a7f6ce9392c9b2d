"""What every test may ask for: a database of its own, the running product, a browser."""

import asyncio
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser
from sqlalchemy import Engine
from sqlmodel import Session
from xdist import is_xdist_worker
from xdist.scheduler import LoadScopeScheduling

from backend.db import UnitOfWork, make_engine, unit_of_work
from backend.supervisor.postgres import Cluster
from backend.supervisor.training import trained_model
from tests import servers

SHARING = {"the product": ("tests/journeys/", "tests/ui/"), "Rasa": ("tests/bot/",)}
STARTING_RASA = ("live", "product", "running_bot", "served")
# Without the last ones Chromium looks up its maker's hosts at every start.
BROWSER_ARGUMENTS = ["--disable-gpu", "--disable-quic", "--no-first-run"]
BROWSER_ARGUMENTS += ["--disable-background-networking", "--disable-component-update"]
BROWSER_ARGUMENTS += ["--disable-sync"]


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    """One PostgreSQL for the session (one for each process under xdist)."""
    with servers.database_server() as served:
        yield served


@pytest.fixture(scope="session")
def tables(cluster: Cluster) -> str:
    """The name of a migrated database."""
    cluster.create_database("tests", template=servers.TEMPLATE)
    return "tests"


@pytest.fixture
def database_url(cluster: Cluster, tables: str) -> Iterator[str]:
    """A migrated database without a row. The tests take turns: they leave its tables be."""
    yield cluster.url(tables)
    with cluster.connect(tables) as connection:
        connection.execute(servers.EMPTY)


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


@pytest.fixture(scope="session")
def browser(browser: Browser) -> Iterator[Browser]:
    """Give the driver its loop back before it ends; the last test may have gone without it."""
    loop = asyncio._get_running_loop()
    yield browser
    asyncio._set_running_loop(loop)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    """Hide the loop that the browser's driver keeps running in this thread from who has none."""
    if uses(item, "browser"):
        return (yield)
    hidden = asyncio._get_running_loop()
    asyncio._set_running_loop(None)
    try:
        return (yield)
    finally:
        asyncio._set_running_loop(hidden)


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Of the tests that run alone, read only the modules that mark some."""
    if config.option.markexpr != "alone" or not collection_path.match("test_*.py"):
        return None
    return ".alone" not in collection_path.read_text(encoding="utf-8") or None


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(session: pytest.Session, items: list[pytest.Item]) -> None:
    """Run the quick tests first; in parallel those that wait for the product, to end together."""
    items.sort(key=lambda item: uses(item, "live"), reverse=is_xdist_worker(session))


def pytest_collection_finish(session: pytest.Session) -> None:
    """Train the bot, where that is still to do, before the time of any test runs."""
    started = any(uses(item, name) for item in session.items for name in STARTING_RASA)
    if started and not session.config.option.collectonly:
        trained_model(lambda line: None)


def uses(item: pytest.Item, fixture: str) -> bool:
    return fixture in getattr(item, "fixturenames", ())


class Groups(LoadScopeScheduling):
    """Keep in one process what shares a product, a Rasa or the fixtures of a module."""

    def _split_scope(self, nodeid: str) -> str:
        module = nodeid.partition("::")[0]
        folders = (name for name, inside in SHARING.items() if module.startswith(inside))
        return next(folders, module)


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Groups:
    """Hand out the groups in the order of the tests, however tests are to be distributed."""
    config.option.loadscopereorder = False
    return Groups(config, log)
