"""Questions that Open311 asks of the requests; always of one landlord."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import and_
from sqlmodel import Session, col, select

from backend.agents.models import Agency
from backend.clocks.models import RequestClock
from backend.open311.reading import Filters
from backend.sollicitations.models import Sollicitation
from backend.sollicitations.states import State, is_open

MOST = 1_000
Row = tuple[Sollicitation, str | None, datetime | None]


def requests(session: Session, landlord: str, wanted: Filters) -> Sequence[Row]:
    """Return the requests that pass the filters, newest first.

    With each come its agency's name and when it is promised, where it is and the time runs.
    """
    states = [
        state for state in State if ("open" if is_open(state) else "closed") in wanted.statuses
    ]
    conditions = [
        col(Sollicitation.opened_at).between(wanted.start, wanted.end),
        col(Sollicitation.state).in_(states),
    ]
    if wanted.services:
        conditions.append(col(Sollicitation.category).in_(wanted.services))
    if wanted.codes:
        conditions = [col(Sollicitation.code).in_(wanted.codes)]
    query = (
        select(Sollicitation, Agency.name, RequestClock.due_at)
        .join(Agency, col(Agency.id) == Sollicitation.agency_id, isouter=True)
        .join(
            RequestClock,
            and_(
                col(RequestClock.sollicitation_id) == Sollicitation.id,
                col(RequestClock.held_at).is_(None),
            ),
            isouter=True,
        )
        .where(Sollicitation.landlord == landlord, *conditions)
        .order_by(col(Sollicitation.opened_at).desc(), col(Sollicitation.id).desc())
        .limit(MOST)
    )
    return session.exec(query).all()
