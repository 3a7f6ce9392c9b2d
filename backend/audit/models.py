"""The audit trail: who changed what, from what to what; the database lets nobody change it."""

from datetime import datetime
from typing import Any

from sqlalchemy import Column
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, SQLModel

from backend.db import moment


class AuditLine(SQLModel, table=True):
    """One change; `what` is a stable name, `about` the object, `old` and `new` its values."""

    __tablename__ = "audit_line"

    id: int | None = Field(default=None, primary_key=True)
    at: datetime = moment(index=True)
    landlord: str = Field(index=True)
    by: str
    what: str
    about: str
    old: dict[str, Any] | None = Field(default=None, sa_column=Column(JSONB(none_as_null=True)))
    new: dict[str, Any] | None = Field(default=None, sa_column=Column(JSONB(none_as_null=True)))
