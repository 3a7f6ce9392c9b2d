"""Tables of the tenants: a residence and a person; what is not needed is not kept."""

from datetime import date

from sqlmodel import Field, SQLModel


class Residence(SQLModel, table=True):
    """A residence of a landlord, looked after by one of its agencies."""

    __tablename__ = "residence"

    id: int | None = Field(default=None, primary_key=True)
    landlord: str = Field(index=True)
    agency_id: int | None = Field(default=None, foreign_key="agency.id", index=True)
    name: str
    address: str
    commune: str


class Person(SQLModel, table=True):
    """A tenant, as far as a request needs it; `phone` is E.164."""

    __tablename__ = "person"

    id: int | None = Field(default=None, primary_key=True)
    landlord: str = Field(index=True)
    residence_id: int | None = Field(default=None, foreign_key="residence.id", index=True)
    name: str
    phone: str | None = Field(default=None, index=True)
    dwelling: str = ""
    language: str = "fr"
    since: date | None = None
