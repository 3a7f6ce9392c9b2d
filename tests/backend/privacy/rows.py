"""Rows of any table that are a person's, with their name wherever a word may stand."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import ARRAY, Column, Enum
from sqlmodel import Session, SQLModel

from backend.privacy import tables
from tests.backend.conversations.people import NOW

PHONE, NAME = "+33639980071", "Zénobie Quilliou"
_IS = {
    "conversation_id": "talk",
    "sollicitation_id": "request",
    "person_id": "person",
    "message_id": "message",
    "inbound_id": "message",
    "attachment_id": "attachment",
    "order_id": "work_order",
    "case_id": "campaign_case",
    "interview_id": "interview",
}
_NUMBERS = ("phone", "to", "number")


def filled(session: Session, table: str, known: dict[str, Any], numbers: Iterator[int]) -> None:
    """Write a row of a table; `known` are the rows that it may belong to, itself from now on."""
    columns = SQLModel.metadata.tables[table].columns
    belongs = {"webhook_delivery": {"code": known.get("code")}}.get(table, {})
    if table == "feed_event":
        belongs = {"topic": f"conversation:{known['talk']}"}
    if table == "phone_call":
        belongs = {"agent_id": known["agent"]}
    made = {
        column.name: belongs.get(column.name) or _value(table, column, known, next(numbers))
        for column in columns
        if column.name in {*_IS, *belongs} or not (column.nullable and column.foreign_keys)
    }
    known[table] = made.get("id")
    session.execute(SQLModel.metadata.tables[table].insert().values(made))


def _value(table: str, column: Column[Any], known: dict[str, Any], number: int) -> Any:
    if column.name in _IS:
        return known.get(_IS[column.name])
    if column.name in _NUMBERS:
        return PHONE
    if column.name == "landlord":
        return "office64"
    if isinstance(column.type, Enum):
        return column.type.enums[-1]
    stays = tables.KEPT.get(table, frozenset()) | tables.KEPT_EVERYWHERE
    bare = column.name in stays
    word = f"x{number}" if bare else f"{NAME} {PHONE[1:]} {number}"
    plain = {
        "DATE": NOW.date(),
        "INTEGER": number,
        "FLOAT": 0.5,
        "BOOLEAN": False,
        "BLOB": word.encode(),
        "JSONB": {} if bare else {"words": word},
    }
    if isinstance(column.type, ARRAY):
        return [word]
    kind = "DATETIME" if "TIMESTAMP" in str(column.type) else str(column.type)
    return NOW if kind == "DATETIME" else plain.get(kind, word)
