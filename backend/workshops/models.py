"""Tables of the workshops: when and where, how many seats, and who was asked."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlmodel import Field, SQLModel

from backend.db import choice, moment


class SeatState(StrEnum):
    """What somebody said; `to_call`: no SMS reaches them, an agent asks. `waiting`: it is full."""

    TO_CALL = "to_call"
    INVITED = "invited"
    COMING = "coming"
    WAITING = "waiting"
    DECLINED = "declined"


class Workshop(SQLModel, table=True):
    """One workshop, for those of a survey who agreed to be called back about a need.

    `taken` counts those who come; whatever is done, it is never above `seats`.
    """

    __tablename__ = "workshop"
    __table_args__ = (CheckConstraint("taken BETWEEN 0 AND seats", name="no_seat_twice"),)

    id: int | None = Field(default=None, primary_key=True)
    landlord: str = Field(index=True)
    campaign_id: int = Field(foreign_key="campaign.id")
    need: str
    title: str
    place: str
    starts_at: datetime = moment()
    ends_at: datetime = moment()
    seats: int
    taken: int = 0
    cancelled_at: datetime | None = moment(nullable=True)
    created_at: datetime = moment()


class Seat(SQLModel, table=True):
    """Somebody who was asked, and what they said; the token of their link is a hash."""

    __tablename__ = "workshop_seat"
    __table_args__ = (UniqueConstraint("workshop_id", "person_id", name="one_seat_per_person"),)

    id: int | None = Field(default=None, primary_key=True)
    workshop_id: int = Field(foreign_key="workshop.id")
    person_id: int = Field(foreign_key="person.id", index=True)
    token_hash: str | None = Field(default=None, unique=True)
    state: SeatState = choice(SeatState, SeatState.INVITED)
    asked_at: datetime = moment()
    answered_at: datetime | None = moment(nullable=True)
    reminded_at: datetime | None = moment(nullable=True)
