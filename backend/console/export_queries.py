"""The rows of an export: a batch at a time, by the requests' numbers, newest first."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, select
from sqlmodel import Session, col

from backend.agents.models import Agency
from backend.clocks.models import RequestClock
from backend.console.requests_list import Filters, narrowed
from backend.sollicitations.models import Sollicitation

BATCH = 2_000
_OF_REQUEST = (
    "id code reference state category role priority opened_at updated_at description address place"
    " contact_name contact_phone channel"
)
_COLUMNS: list[Any] = [
    *(getattr(Sollicitation, name) for name in _OF_REQUEST.split()),
    Agency.name,
    RequestClock.due_at,
]


def batch(
    session: Session, landlord: str, filters: Filters, *, now: datetime, below: int | None
) -> Sequence[Row[Any]]:
    """Return the next requests of a landlord that pass the filters; nobody's are left out."""
    further = [col(Sollicitation.id) < below] if below is not None else []
    query = (
        select(*_COLUMNS)
        .join(Agency, col(Agency.id) == Sollicitation.agency_id, isouter=True)
        .join(RequestClock, col(RequestClock.sollicitation_id) == Sollicitation.id, isouter=True)
        .where(col(Sollicitation.landlord) == landlord, *narrowed(filters, now), *further)
        .order_by(col(Sollicitation.id).desc())
        .limit(BATCH)
    )
    return session.execute(query).all()
