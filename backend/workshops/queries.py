"""What the tables of the workshops answer."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import any_
from sqlmodel import Session, col, select

from backend.campaigns.models import Campaign
from backend.results.models import SurveyWish
from backend.tenants.models import Person
from backend.workshops.models import Seat, SeatState, Workshop


def of_campaign(session: Session, campaign: Campaign) -> Sequence[Workshop]:
    """Return the workshops that a survey led to, the next one first."""
    query = select(Workshop).where(Workshop.campaign_id == campaign.id)
    return session.exec(query.order_by(col(Workshop.starts_at), col(Workshop.id))).all()


def of_id(session: Session, workshop_id: int) -> Workshop | None:
    """Return a workshop as it is now, held: whoever takes a seat holds it."""
    query = select(Workshop).where(Workshop.id == workshop_id).with_for_update()
    return session.exec(query.execution_options(populate_existing=True)).first()


def seats(session: Session, workshop: Workshop) -> Sequence[tuple[Seat, Person]]:
    """Return who was asked, in the order in which they were."""
    query = select(Seat, Person).join(Person).where(Seat.workshop_id == workshop.id)
    return session.exec(query.order_by(col(Seat.id))).all()


def seat(session: Session, workshop: Workshop, seat_id: int) -> Seat | None:
    """Return the seat of a workshop, as it is now."""
    query = select(Seat).where(Seat.id == seat_id, Seat.workshop_id == workshop.id)
    return session.exec(query.execution_options(populate_existing=True)).first()


def seat_of(session: Session, token_hash: str) -> Seat | None:
    """Return the seat of a link."""
    return session.exec(select(Seat).where(Seat.token_hash == token_hash)).first()


def not_asked(session: Session, workshop: Workshop) -> Sequence[Person]:
    """Return those who agreed to be called back about its need, and were not asked to it yet."""
    asked = select(Seat.person_id).where(Seat.workshop_id == workshop.id)
    query = (
        select(Person)
        .join(SurveyWish, col(SurveyWish.person_id) == Person.id)
        .where(
            SurveyWish.campaign_id == workshop.campaign_id,
            workshop.need == any_(col(SurveyWish.needs)),
            col(Person.id).not_in(asked),
        )
    )
    return session.exec(query.order_by(col(SurveyWish.agreed_at), col(SurveyWish.id))).all()


def first_waiting(session: Session, workshop: Workshop) -> Seat | None:
    """Return who waits for a seat for longest."""
    query = select(Seat).where(Seat.workshop_id == workshop.id, Seat.state == SeatState.WAITING)
    return session.exec(query.order_by(col(Seat.answered_at), col(Seat.id)).limit(1)).first()


def to_remind(
    session: Session, *, now: datetime, until: datetime
) -> Sequence[tuple[Seat, Workshop]]:
    """Return who comes to a workshop before a moment and was not reminded yet, held."""
    query = (
        select(Seat, Workshop)
        .join(Workshop)
        .where(
            Seat.state == SeatState.COMING,
            col(Seat.reminded_at).is_(None),
            col(Workshop.cancelled_at).is_(None),
            Workshop.starts_at > now,
            Workshop.starts_at <= until,
        )
        .order_by(col(Seat.id))
    )
    return session.exec(query.with_for_update(of=Seat, skip_locked=True)).all()
