"""Rows on their way into the tables, by COPY."""

import json
from collections.abc import Iterator
from itertools import chain, repeat
from typing import Any

from sqlalchemy import text
from sqlmodel import Session

from backend.db import driver_of

# In the order in which they point at each other.
COLUMNS = {
    "conversation": "id channel contact landlord language topic state epoch handoff_reason"
    " person_id opened_at updated_at queued_at closed_at agency_id asked_at",
    "conversation_stretch": "conversation_id landlord state agent_id began_at ended_at then",
    "message": "id conversation_id channel author agent_id text inbound_id reply created_at",
    "sollicitation": "id code landlord agency_id category description address contact_name"
    " contact_phone person_id conversation_id filed_from channel role assigned_to routed_by"
    " priority state recurring opened_at updated_at",
    "sollicitation_event": "id sollicitation_id at by kind from_state to_state note",
    "satisfaction": "sollicitation_id event_id asked_at solved note answered_at",
    "phone_call": "landlord external_id phone agency_id agent_id person_id began_at answered_at"
    " ended_at qualification first_level note sollicitation_id qualified_at",
}
_DRAWN = 1_000


class Rows:
    """What is still to be written, by table."""

    def __init__(self) -> None:
        self._columns = {table: names.split() for table, names in COLUMNS.items()}
        self._rows: dict[str, list[tuple[Any, ...]]] = {table: [] for table in COLUMNS}

    def add(self, table: str, **values: Any) -> None:
        """Keep one row; what is not said is empty, a mapping is written as JSON."""
        told = {n: json.dumps(v) if isinstance(v, dict) else v for n, v in values.items()}
        self._rows[table].append(tuple(map(told.get, self._columns[table])))

    def write(self, session: Session) -> None:
        """Copy everything into its tables, and forget it."""
        cursor = driver_of(session).cursor()
        for table, rows in self._rows.items():
            columns = ", ".join(f'"{name}"' for name in self._columns[table])
            with cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
            rows.clear()


def ids(session: Session, table: str) -> Iterator[int]:
    """Yield new ids of a table, each for one row that is going to be copied."""
    query = text("SELECT nextval(pg_get_serial_sequence(:table, 'id')) FROM generate_series(1, :n)")
    drawn = (
        session.execute(query, {"table": table, "n": _DRAWN}).scalars().all() for _ in repeat(0)
    )
    return chain.from_iterable(drawn)
