"""Questions that the table of calls answers: only a landlord's own.

`seen` is what who asks may see of them.
"""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, and_, literal, not_, or_, tuple_
from sqlmodel import Session, col, func, select

from backend.calls.models import LONGEST_CALL, PhoneCall


class Which(StrEnum):
    """Which calls are listed: those that somebody answered, or that go on, are to be qualified."""

    ALL = ""
    TO_QUALIFY = "todo"
    MISSED = "missed"


SHOWN = 50
Seen = ColumnElement[bool]
_MISSED = and_(col(PhoneCall.answered_at).is_(None), col(PhoneCall.ended_at).is_not(None))
_OF: dict[Which, tuple[ColumnElement[bool], ...]] = {
    Which.ALL: (),
    Which.TO_QUALIFY: (col(PhoneCall.qualified_at).is_(None), not_(_MISSED)),
    Which.MISSED: (_MISSED,),
}


def call(
    session: Session, landlord: str, seen: Seen, call_id: int, phone: str | None
) -> PhoneCall | None:
    """Return a call that may be seen, held; or that of a number which nobody has qualified."""
    speaking = and_(col(PhoneCall.phone) == phone, col(PhoneCall.qualified_at).is_(None))
    query = select(PhoneCall).where(
        PhoneCall.id == call_id, PhoneCall.landlord == landlord, or_(seen, speaking)
    )
    return session.exec(query.with_for_update()).first()


def by_external_id(session: Session, landlord: str, external_id: str) -> PhoneCall | None:
    """Return the call that a telephone system knows under an id, held."""
    query = select(PhoneCall).where(
        PhoneCall.landlord == landlord, PhoneCall.external_id == external_id
    )
    return session.exec(query.with_for_update()).first()


def running(session: Session, landlord: str, phone: str, now: datetime) -> PhoneCall | None:
    """Return the newest call of a number that nobody has qualified, of the last hours."""
    query = select(PhoneCall).where(
        PhoneCall.landlord == landlord,
        PhoneCall.phone == phone,
        col(PhoneCall.qualified_at).is_(None),
        col(PhoneCall.began_at) > now - LONGEST_CALL,
    )
    newest = query.order_by(col(PhoneCall.began_at).desc(), col(PhoneCall.id).desc())
    return session.exec(newest.limit(1).with_for_update()).first()


def of_number(session: Session, seen: Seen, phone: str, limit: int) -> Sequence[PhoneCall]:
    """Return the newest qualified calls of a number."""
    query = select(PhoneCall).where(
        seen,
        PhoneCall.phone == phone,
        col(PhoneCall.qualified_at).is_not(None),
    )
    return session.exec(query.order_by(col(PhoneCall.began_at).desc()).limit(limit)).all()


def listed(
    session: Session,
    landlord: str,
    seen: Seen,
    which: Which,
    *,
    before: tuple[datetime, int] | None = None,
) -> Sequence[PhoneCall]:
    """Return one page of a landlord's newest calls, and one more where there is another page."""
    query = select(PhoneCall).where(PhoneCall.landlord == landlord, seen, *_OF[which])
    if before is not None:
        place = tuple_(col(PhoneCall.began_at), col(PhoneCall.id))
        query = query.where(place < tuple_(*map(literal, before)))
    newest = query.order_by(col(PhoneCall.began_at).desc(), col(PhoneCall.id).desc())
    return session.exec(newest.limit(SHOWN + 1)).all()


def counted(session: Session, landlord: str, seen: Seen, since: datetime) -> tuple[int, int, int]:
    """Return how many calls came since a moment, were answered, and solved at first level."""
    query = select(
        func.count(),
        func.count(PhoneCall.answered_at),  # type: ignore[arg-type]
        func.count().filter(col(PhoneCall.first_level).is_(True)),
    ).where(PhoneCall.landlord == landlord, seen, PhoneCall.began_at >= since)
    return session.exec(query).one()
