"""Units of work outlive the connections that they were opened on."""

import psycopg
from sqlalchemy import text

from backend.db import UnitOfWork, plain_url

END_THE_OTHERS = """
    SELECT count(pg_terminate_backend(pid, 5000)) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()
"""
WHO = text("SELECT pg_backend_pid()")


def test_connections_that_died_while_they_rested_are_noticed_before_they_are_used(
    begin: UnitOfWork, database_url: str
) -> None:
    with begin() as first, begin() as second:
        before = {session.execute(WHO).scalar_one() for session in (first, second)}
    with psycopg.connect(plain_url(database_url)) as ending:
        ended = ending.execute(END_THE_OTHERS).fetchone()

    with begin() as first, begin() as second:
        after = {session.execute(WHO).scalar_one() for session in (first, second)}

    assert ended == (2,)
    assert len(after - before) == 2


def test_a_notice_that_waits_on_a_resting_connection_costs_nobody_the_connection(
    begin: UnitOfWork, database_url: str
) -> None:
    with begin() as session:
        before = session.execute(WHO).scalar_one()
        session.execute(text("LISTEN told"))
    with psycopg.connect(plain_url(database_url), autocommit=True) as telling:
        telling.execute("NOTIFY told")

    with begin() as session:
        assert session.execute(WHO).scalar_one() == before
