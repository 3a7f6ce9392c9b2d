"""Questions that the work orders' tables answer."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, select

from backend.tenants.models import Residence
from backend.workorders.models import (
    Contractor,
    OrderPhoto,
    SheetPhoto,
    WeeklySheet,
    WorkLink,
    WorkOrder,
)


class Photo(NamedTuple):
    """A photo of an order without its bytes."""

    id: str
    phase: str


def contractors(session: Session, landlord: str) -> Sequence[Contractor]:
    """Return a landlord's companies and teams, by name."""
    query = select(Contractor).where(Contractor.landlord == landlord)
    return session.exec(query.order_by(Contractor.name)).all()


def locked(session: Session, order_id: int) -> WorkOrder | None:
    """Return an order, held until the end of the unit of work."""
    query = select(WorkOrder).where(WorkOrder.id == order_id).with_for_update()
    return session.exec(query.execution_options(populate_existing=True)).first()


def of_request(session: Session, sollicitation_id: int) -> Sequence[tuple[WorkOrder, Contractor]]:
    """Return the orders of a request with who has them, oldest first."""
    query = select(WorkOrder, Contractor).join(
        Contractor, col(Contractor.id) == WorkOrder.contractor_id
    )
    query = query.where(WorkOrder.sollicitation_id == sollicitation_id)
    return session.exec(query.order_by(col(WorkOrder.id))).all()


def sheets(
    session: Session, residence_id: int, *, since: date
) -> Sequence[tuple[WeeklySheet, Contractor]]:
    """Return a residence's weekly sheets from a day on, newest first."""
    query = select(WeeklySheet, Contractor).join(
        Contractor, col(Contractor.id) == WeeklySheet.contractor_id
    )
    query = query.where(WeeklySheet.residence_id == residence_id, col(WeeklySheet.week) >= since)
    return session.exec(query.order_by(col(WeeklySheet.week).desc(), col(WeeklySheet.id))).all()


def photos(session: Session, sheet_ids: Sequence[int]) -> Sequence[tuple[str, int, str]]:
    """Return the photos of sheets without their bytes: number, sheet, phase."""
    query = select(SheetPhoto.id, SheetPhoto.sheet_id, SheetPhoto.phase)
    return session.exec(
        query.where(col(SheetPhoto.sheet_id).in_(sheet_ids)).order_by(
            col(SheetPhoto.phase).desc(), SheetPhoto.id
        )
    ).all()


def order_photos(session: Session, order_id: int) -> Sequence[Photo]:
    """Return the photos of an order without their bytes, oldest first."""
    query = select(OrderPhoto.id, OrderPhoto.phase).where(OrderPhoto.order_id == order_id)
    found = session.exec(query.order_by(col(OrderPhoto.at), OrderPhoto.id)).all()
    return [Photo(*row) for row in found]


def link_by_hash(session: Session, token_hash: str) -> WorkLink | None:
    """Return the link of a token."""
    return session.exec(select(WorkLink).where(WorkLink.token_hash == token_hash)).first()


def live_links(
    session: Session, contractor_id: int, order_id: int | None, *, now: datetime
) -> Sequence[WorkLink]:
    """Return the links of an order, or the contractor's own, that may still be opened."""
    query = select(WorkLink).where(
        WorkLink.contractor_id == contractor_id,
        col(WorkLink.order_id) == order_id if order_id else col(WorkLink.order_id).is_(None),
        WorkLink.expires_at > now,
    )
    return session.exec(query).all()


def homes(session: Session, seen: ColumnElement[bool]) -> Sequence[Residence]:
    """Return the residences that may be seen, by commune and name."""
    query = select(Residence).where(seen)
    return session.exec(query.order_by(Residence.commune, Residence.name)).all()


def home(session: Session, seen: ColumnElement[bool], residence_id: int) -> Residence | None:
    """Return a residence that may be seen."""
    return session.exec(select(Residence).where(Residence.id == residence_id, seen)).first()
