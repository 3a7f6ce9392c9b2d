"""Writing the audit trail down, and reading it. Never commits, never changes a line."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from backend.audit.models import AuditLine

_SHOWN = 200


def write(
    session: Session,
    *,
    landlord: str,
    by: str,
    what: str,
    about: str,
    now: datetime,
    old: Mapping[str, Any] | None = None,
    new: Mapping[str, Any] | None = None,
) -> None:
    """Write a change down; of two states only what differs is kept."""
    before, after = dict(old or {}), dict(new or {})
    same = {name for name in before if name in after and before[name] == after[name]}
    session.add(
        AuditLine(
            at=now,
            landlord=landlord,
            by=by,
            what=what,
            about=about,
            old={k: v for k, v in before.items() if k not in same} or None,
            new={k: v for k, v in after.items() if k not in same} or None,
        )
    )


def lines(session: Session, landlord: str, *, before: int | None = None) -> Sequence[AuditLine]:
    """Return a landlord's newest lines, those before a line of a page."""
    query = select(AuditLine).where(AuditLine.landlord == landlord)
    if before is not None:
        query = query.where(col(AuditLine.id) < before)
    return session.exec(query.order_by(col(AuditLine.id).desc()).limit(_SHOWN)).all()
