"""Who erases."""

import pytest

from backend.agents.models import Agent, Role
from backend.db import UnitOfWork


@pytest.fixture
def by(begin: UnitOfWork) -> Agent:
    chef = Agent(
        login="chef", name="Chef", password_hash="", role=Role.SUPERVISOR, landlord="office64"
    )
    with begin() as session:
        session.add(chef)
    return chef
