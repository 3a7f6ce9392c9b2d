"""Alembic's entry: which tables there are, and which database is brought up to date."""

import importlib
import pkgutil

from alembic import context
from sqlalchemy.schema import SchemaItem
from sqlmodel import SQLModel

import backend
from backend.config import get_settings
from backend.db import make_engine

# One lock for all hosts: two that start at once must not migrate at once.
MIGRATION_LOCK = 7_405_221


def import_models() -> None:
    """Import every `models` of the backend, so that SQLModel knows all tables."""
    for package in pkgutil.iter_modules(backend.__path__, "backend."):
        if package.ispkg and importlib.util.find_spec(f"{package.name}.models"):
            importlib.import_module(f"{package.name}.models")


def is_ours(item: SchemaItem, name: str | None, kind: str, reflected: bool, other: object) -> bool:
    """Leave out the tables of the job engine, which brings its own."""
    return not (kind == "table" and (name or "").startswith("procrastinate_"))


def migrate() -> None:
    url = context.config.attributes.get("url") or get_settings().database_url
    engine = make_engine(url, pool=1)
    with engine.connect() as connection:
        context.configure(
            connection=connection, target_metadata=SQLModel.metadata, include_object=is_ours
        )
        with context.begin_transaction():
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({MIGRATION_LOCK})")
            context.run_migrations()
    engine.dispose()


import_models()
migrate()
