"""Tables of the work orders; what happens to an order is an event of its request."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Text, UniqueConstraint
from sqlmodel import Field, SQLModel

from backend.db import choice, moment
from backend.sollicitations.models import Sollicitation
from backend.tenants.models import Residence
from backend.workorders.states import OrderState


class ContractorKind(StrEnum):
    """Who works: a company, or a team of the landlord's own."""

    COMPANY = "company"
    TEAM = "team"


class Phase(StrEnum):
    """When a photo of a weekly sheet, or of what an order asks for, was taken."""

    BEFORE = "before"
    AFTER = "after"


class Contractor(SQLModel, table=True):
    """A company, or a team of the landlord's own, as data of the landlord."""

    __tablename__ = "contractor"
    __table_args__ = (UniqueConstraint("landlord", "name", name="one_contractor_per_name"),)

    id: int | None = Field(default=None, primary_key=True)
    landlord: str
    name: str
    kind: ContractorKind = choice(ContractorKind)
    contact: str = ""


def _long() -> Any:
    kind: Any = Text
    return Field(default="", sa_type=kind)


class WorkOrder(SQLModel, table=True):
    """What somebody is asked to do for a request; a request may have several."""

    __tablename__ = "work_order"

    id: int | None = Field(default=None, primary_key=True)
    landlord: str | None = None
    sollicitation_id: int = Field(foreign_key=f"{Sollicitation.__tablename__}.id", index=True)
    contractor_id: int = Field(foreign_key=f"{Contractor.__tablename__}.id", index=True)
    what: str = _long()
    place: str = ""
    contact: str = ""
    access: str = ""
    state: OrderState = choice(OrderState, OrderState.ISSUED)
    planned_on: date | None = None
    issued_by: str
    issued_at: datetime = moment()
    updated_at: datetime = moment()


class WeeklySheet(SQLModel, table=True):
    """What a contractor did in a residence's green spaces in a week, which begins on `week`."""

    __tablename__ = "weekly_sheet"
    __table_args__ = (
        UniqueConstraint("residence_id", "contractor_id", "week", name="one_sheet_a_week"),
    )

    id: int | None = Field(default=None, primary_key=True)
    landlord: str
    residence_id: int = Field(foreign_key=f"{Residence.__tablename__}.id", index=True)
    contractor_id: int = Field(foreign_key=f"{Contractor.__tablename__}.id")
    week: date
    done: str = _long()
    entered_by: str
    entered_at: datetime = moment()


class SheetPhoto(SQLModel, table=True):
    """A photo of a weekly sheet: nothing but its pixels, as every picture that is kept."""

    __tablename__ = "sheet_photo"

    id: str = Field(primary_key=True)
    sheet_id: int = Field(foreign_key=f"{WeeklySheet.__tablename__}.id", index=True)
    phase: Phase = choice(Phase)
    content: bytes
    thumbnail: bytes


class OrderPhoto(SQLModel, table=True):
    """A photo of what an order asks for, before or after: nothing but its pixels.

    The number is drawn from the picture, so that a form sent twice keeps it once.
    """

    __tablename__ = "order_photo"

    id: str = Field(primary_key=True)
    order_id: int = Field(foreign_key=f"{WorkOrder.__tablename__}.id", index=True)
    phase: Phase = choice(Phase)
    thumbnail: bytes
    content: bytes
    at: datetime = moment()


class WorkLink(SQLModel, table=True):
    """Leave to follow one order without an account, or where there is none to enter sheets.

    The token is kept as a hash. A new link of the same order, or of the same contractor, ends the
    one before.
    """

    __tablename__ = "work_link"

    id: int | None = Field(default=None, primary_key=True)
    token_hash: str = Field(unique=True)
    contractor_id: int = Field(foreign_key=f"{Contractor.__tablename__}.id", index=True)
    order_id: int | None = Field(
        default=None, foreign_key=f"{WorkOrder.__tablename__}.id", index=True
    )
    given_by: str
    created_at: datetime = moment()
    expires_at: datetime = moment()
