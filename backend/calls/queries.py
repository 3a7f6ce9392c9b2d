"""Questions that the table of calls answers: only a landlord's own."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlmodel import Session, col, func, select

from backend.calls.models import PhoneCall

SHOWN = 100
_SAME_CALL = timedelta(hours=4)


def call(session: Session, landlord: str, call_id: int) -> PhoneCall | None:
    """Return a landlord's call, held."""
    query = select(PhoneCall).where(PhoneCall.id == call_id, PhoneCall.landlord == landlord)
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
        col(PhoneCall.began_at) > now - _SAME_CALL,
    )
    newest = query.order_by(col(PhoneCall.began_at).desc(), col(PhoneCall.id).desc())
    return session.exec(newest.limit(1).with_for_update()).first()


def of_number(session: Session, landlord: str, phone: str, limit: int) -> Sequence[PhoneCall]:
    """Return the newest qualified calls of a number."""
    query = select(PhoneCall).where(
        PhoneCall.landlord == landlord,
        PhoneCall.phone == phone,
        col(PhoneCall.qualified_at).is_not(None),
    )
    return session.exec(query.order_by(col(PhoneCall.began_at).desc()).limit(limit)).all()


def listed(session: Session, landlord: str, *, to_qualify: bool) -> Sequence[PhoneCall]:
    """Return a landlord's newest calls, or those that nobody has qualified yet."""
    query = select(PhoneCall).where(PhoneCall.landlord == landlord)
    if to_qualify:
        query = query.where(col(PhoneCall.qualified_at).is_(None))
    newest = query.order_by(col(PhoneCall.began_at).desc(), col(PhoneCall.id).desc())
    return session.exec(newest.limit(SHOWN)).all()


def counted(session: Session, landlord: str, since: datetime) -> tuple[int, int, int]:
    """Return how many calls came since a moment, were answered, and solved at first level."""
    query = select(
        func.count(),
        func.count(PhoneCall.answered_at),  # type: ignore[arg-type]
        func.count().filter(col(PhoneCall.first_level).is_(True)),
    ).where(PhoneCall.landlord == landlord, PhoneCall.began_at >= since)
    return session.exec(query).one()
