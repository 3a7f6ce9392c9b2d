"""Every table and every column is thought of, those of tomorrow too."""

import itertools

from sqlalchemy import text
from sqlmodel import Session, select

from backend.agents.models import Agent
from backend.conversations.models import Message
from backend.db import UnitOfWork
from backend.privacy import tables
from backend.sollicitations.models import Sollicitation
from backend.tenants.models import Person
from tests.backend.privacy.lives import forget, left, life
from tests.backend.privacy.rows import filled

TEXTS = ("text", "character varying", "jsonb", "bytea", "ARRAY")


def test_no_column_that_could_hold_words_is_forgotten(session: Session) -> None:
    columns = session.execute(
        text(
            "SELECT table_name, column_name FROM information_schema.columns"
            " WHERE table_schema = 'public' AND data_type = ANY(:texts)"
        ),
        {"texts": list(TEXTS)},
    ).all()

    forgotten = [
        f"{table}.{column}"
        for table, column in columns
        if table not in tables.APART
        and not (table in tables.ERASED and not tables.ERASED[table].columns)
        and column not in getattr(tables.ERASED.get(table), "columns", {})
        and column not in {*tables.KEPT.get(table, ()), *tables.KEPT_EVERYWHERE}
    ]

    assert forgotten == []


def test_every_table_lets_go_of_who_is_erased(begin: UnitOfWork, by: Agent) -> None:
    ids = life(begin, by)
    numbers = itertools.count(1000)
    first = ["attachment", "work_order", "campaign_case", "interview"]
    others = [t for t in tables.ERASED if t not in (*first, "person", "lease", "incident")]
    with begin() as session:
        session.execute(text("SET LOCAL session_replication_role = replica"))
        filed = session.exec(select(Sollicitation)).one()
        known = {
            "talk": ids[0],
            "request": filed.id,
            "code": filed.code,
            "agent": by.id,
            "person": session.exec(select(Person.id)).one(),
            "message": session.exec(select(Message.id).limit(1)).one(),
        }
        for table in [*first, *others]:
            if table not in ("conversation", "message", "sollicitation"):
                filled(session, table, known, numbers)
    before = left(begin)

    forget(begin, by)

    assert set(others) - before <= {"deposit_link", "work_link", "interview", "notice_preference"}
    assert left(begin) == set()
