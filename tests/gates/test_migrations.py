"""The migrations make exactly the tables that the models name."""

from alembic import command
from alembic.config import Config

from backend.config import ROOT
from backend.supervisor.postgres import Cluster
from tests import servers


def test_the_migrations_leave_nothing_to_do(database_url: str) -> None:
    alembic = Config(ROOT / "alembic.ini")
    alembic.attributes["url"] = database_url

    command.check(alembic)


def test_a_new_database_holds_no_row_that_the_tests_would_take_out_of_theirs(
    cluster: Cluster,
) -> None:
    with cluster.connect(servers.TEMPLATE) as connection:
        tables = connection.execute(
            "SELECT oid::regclass::text FROM pg_class WHERE relkind = 'r'"
            " AND relnamespace = 'public'::regnamespace AND relname <> 'alembic_version'"
        ).fetchall()
        filled = [
            name
            for (name,) in tables
            if connection.execute(f"SELECT FROM {name} LIMIT 1".encode()).fetchone()
        ]

    assert tables
    assert filled == []
