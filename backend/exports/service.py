"""Exports leave an audit line before their first row. The functions never commit."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlmodel import Session

from backend.agents.models import Agent
from backend.exports.models import ExportRecord


def begin(
    session: Session, agent: Agent, *, form: str, filters: Mapping[str, Any], now: datetime
) -> int:
    """Write that an agent takes requests out; return the line's number."""
    kept = {name: value for name, value in filters.items() if value and name != "text"}
    if filters.get("text"):
        kept["text"] = True
    line = ExportRecord(
        agent_id=agent.id or 0, landlord=agent.landlord, form=form, filters=kept, begun_at=now
    )
    session.add(line)
    session.flush()
    return line.id or 0


def grew(session: Session, record_id: int, rows: int) -> None:
    """Write how many rows have left."""
    session.get_one(ExportRecord, record_id).rows = rows


def end(session: Session, record_id: int, *, now: datetime) -> None:
    """Write that all of it has left."""
    session.get_one(ExportRecord, record_id).ended_at = now


def write(
    session: Session,
    agent: Agent,
    *,
    form: str,
    filters: Mapping[str, Any],
    rows: int,
    now: datetime,
) -> None:
    """Write that an agent takes out a file that leaves whole."""
    record = begin(session, agent, form=form, filters=filters, now=now)
    grew(session, record, rows)
    end(session, record, now=now)
