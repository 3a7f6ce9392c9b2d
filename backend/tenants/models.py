"""Tables of the tenants: a residence and a person; what is not needed is not kept."""

from datetime import date, datetime

from sqlalchemy import ARRAY, Column, Index, Text, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from backend.db import moment


class Residence(SQLModel, table=True):
    """A residence of a landlord, looked after by one of its agencies."""

    __tablename__ = "residence"
    __table_args__ = (
        UniqueConstraint("landlord", "reference", name="one_residence_per_reference"),
    )

    id: int | None = Field(default=None, primary_key=True)
    landlord: str = Field(index=True)
    agency_id: int | None = Field(default=None, foreign_key="agency.id", index=True)
    name: str
    address: str
    commune: str
    reference: str | None = None


class Person(SQLModel, table=True):
    """A tenant, as far as a request needs it; `phone` is E.164."""

    __tablename__ = "person"
    __table_args__ = (
        UniqueConstraint("landlord", "reference", name="one_person_per_reference"),
        Index("person_words", text("request_words('', name, '', '')"), postgresql_using="gin"),
    )

    id: int | None = Field(default=None, primary_key=True)
    landlord: str = Field(index=True)
    residence_id: int | None = Field(default=None, foreign_key="residence.id", index=True)
    name: str
    phone: str | None = Field(default=None, index=True)
    dwelling: str = ""
    language: str = "fr"
    since: date | None = None
    reference: str | None = None


class Lease(SQLModel, table=True):
    """What a tenant rents; `kind` is `dwelling`, `garage` or `parking`."""

    __tablename__ = "lease"
    __table_args__ = (UniqueConstraint("landlord", "reference", name="one_lease_per_reference"),)

    id: int | None = Field(default=None, primary_key=True)
    landlord: str = Field(index=True)
    reference: str
    person_id: int = Field(foreign_key="person.id", index=True)
    residence_id: int | None = Field(default=None, foreign_key="residence.id", index=True)
    kind: str
    dwelling: str = ""
    starts_on: date | None = None
    ends_on: date | None = None


class Equipment(SQLModel, table=True):
    """What a residence has that may break down for several tenants at once: a lift, a boiler."""

    __tablename__ = "equipment"
    __table_args__ = (
        UniqueConstraint("landlord", "reference", name="one_equipment_per_reference"),
    )

    id: int | None = Field(default=None, primary_key=True)
    landlord: str = Field(index=True)
    reference: str
    residence_id: int = Field(foreign_key="residence.id", index=True)
    kind: str
    label: str = ""


class CommunicationRule(SQLModel, table=True):
    """How somebody is best written to, who agreed that we remember it; until a day.

    `channels` in their order; without `link_alone`, no message of ours is only a way to a page.
    """

    __tablename__ = "communication_rule"

    person_id: int = Field(foreign_key="person.id", primary_key=True)
    persona: str
    channels: list[str] = Field(sa_column=Column(ARRAY(Text), nullable=False))
    link_alone: bool
    agreed_at: datetime = moment()
    until: date
