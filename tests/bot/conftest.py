"""Rasa is started once for the session."""

from collections.abc import Iterator
from uuid import uuid4

import pytest

from backend.db import UnitOfWork
from tests.bot.listener import Listener, listening


@pytest.fixture(scope="session")
def running_bot(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Listener]:
    with listening(tmp_path_factory.mktemp("bot")) as listener:
        yield listener


@pytest.fixture
def bot(running_bot: Listener, begin: UnitOfWork) -> Listener:
    """The running bot on a database of the test's own."""
    running_bot.begin = begin
    running_bot.called.clear()
    running_bot.broken = None
    return running_bot


@pytest.fixture
def sender() -> str:
    """A conversation that Rasa does not know yet."""
    return uuid4().hex
