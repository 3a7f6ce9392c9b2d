"""Tables of the telephone: a call, and what it was about once somebody qualified it."""

from datetime import datetime, timedelta

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from backend.agents.models import Agent
from backend.db import moment
from backend.sollicitations.models import Sollicitation
from backend.tenants.models import Person

# What nobody qualified for longer is a call that goes on no more.
LONGEST_CALL = timedelta(hours=4)


class PhoneCall(SQLModel, table=True):
    """One call; `external_id` is the landlord's telephone system's own, where it tells of it.

    `agency_id` is the agency of the caller's residence, where the number is a tenant's.

    It is over for the desk once it is qualified: the database takes no other end.
    """

    __tablename__ = "phone_call"
    __table_args__ = (
        UniqueConstraint("landlord", "external_id", name="one_call_per_external_id"),
        CheckConstraint(
            "(qualified_at IS NULL) = (qualification IS NULL)"
            " AND (qualified_at IS NULL) = (first_level IS NULL)"
            " AND (qualified_at IS NULL OR agent_id IS NOT NULL)",
            name="closed_with_its_qualification",
        ),
        Index(
            "call_to_qualify", "landlord", "began_at", postgresql_where=text("qualified_at IS NULL")
        ),
        Index("call_lately", "landlord", "began_at", "id"),
    )

    id: int | None = Field(default=None, primary_key=True)
    landlord: str
    external_id: str | None = None
    phone: str | None = Field(default=None, index=True)
    agent_id: int | None = Field(default=None, foreign_key=f"{Agent.__tablename__}.id", index=True)
    person_id: int | None = Field(
        default=None, foreign_key=f"{Person.__tablename__}.id", index=True
    )
    agency_id: int | None = Field(default=None, foreign_key="agency.id")
    began_at: datetime = moment()
    answered_at: datetime | None = moment(nullable=True)
    ended_at: datetime | None = moment(nullable=True)
    qualification: str | None = None
    first_level: bool | None = None
    note: str | None = None
    sollicitation_id: int | None = Field(
        default=None, foreign_key=f"{Sollicitation.__tablename__}.id"
    )
    qualified_at: datetime | None = moment(nullable=True)
