"""The table of the keys; of a key itself only the hash is kept."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ARRAY, Column, String
from sqlmodel import Field, SQLModel

from backend.db import moment


class Scope(StrEnum):
    """What a key may do: file requests; list them; read what tenants wrote and where they live."""

    FILE = "file"
    LIST = "list"
    PERSONAL = "personal"


class ApiKey(SQLModel, table=True):
    """A key of one landlord, for one of its systems."""

    __tablename__ = "api_key"

    id: int | None = Field(default=None, primary_key=True)
    landlord: str = Field(index=True)
    name: str
    key_hash: str = Field(unique=True)
    scopes: list[str] = Field(sa_column=Column(ARRAY(String), nullable=False))
    created_at: datetime = moment()
    used_at: datetime | None = moment(nullable=True)
    revoked_at: datetime | None = moment(nullable=True)
