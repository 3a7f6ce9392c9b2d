"""The migrations make exactly the tables that the models name."""

from alembic import command
from alembic.config import Config

from backend.config import ROOT


def test_the_migrations_leave_nothing_to_do(database_url: str) -> None:
    alembic = Config(ROOT / "alembic.ini")
    alembic.attributes["url"] = database_url

    command.check(alembic)
