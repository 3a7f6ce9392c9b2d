"""An office that sends mailings."""

import pytest

from backend.db import UnitOfWork
from tests.backend.mailings.people import Office


@pytest.fixture
def office(begin: UnitOfWork) -> Office:
    return Office(begin)
