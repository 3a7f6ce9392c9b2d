"""How long people wait for a person: measured, never promised. Never commits."""

from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from backend.conversations.models import State, Stretch

_LATELY = timedelta(hours=1)
_FEWEST, _MOST = 3, 9


def lately(session: Session, landlord: str | None, now: datetime) -> timedelta | None:
    """Return how long those waited whom somebody took within the hour: the middle of the last nine.

    None where there were not three: what is not known is not told.
    """
    query = (
        select(Stretch.began_at, Stretch.ended_at)
        .where(
            Stretch.landlord == landlord,
            Stretch.state == State.QUEUED,
            Stretch.then == State.AGENT,
            col(Stretch.ended_at) > now - _LATELY,
        )
        .order_by(col(Stretch.ended_at).desc())
        .limit(_MOST)
    )
    spans = sorted(ended - began for began, ended in session.exec(query) if ended)
    return spans[len(spans) // 2] if len(spans) >= _FEWEST else None
