"""The database before the first process uses it: its tables, and the demonstration."""

from alembic import command
from alembic.config import Config

from backend.config import ROOT, Settings
from backend.db import make_engine, unit_of_work


def alembic_config(url: str) -> Config:
    """Return the migrations' configuration for one database."""
    config = Config(ROOT / "alembic.ini")
    config.attributes["url"] = url
    return config


def migrate(url: str, revision: str = "head") -> None:
    """Bring the tables to a revision; does nothing when they are there."""
    command.upgrade(alembic_config(url), revision)


def load_demonstration(settings: Settings) -> None:
    """Load the demonstration's landlords, tenants and accounts, once."""
    from backend import demo

    engine = make_engine(settings.database_url, pool=1)
    try:
        with unit_of_work(engine)() as session:
            demo.load(session)
    finally:
        engine.dispose()
