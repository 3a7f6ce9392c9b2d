"""The table of the tries: kept in the database, so that several web processes count together."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from backend.db import moment


class TrackingTry(SQLModel, table=True):
    """The tries of one code or one address, of which only a keyed hash is kept."""

    __tablename__ = "tracking_try"

    key: str = Field(primary_key=True)
    tries: int
    last_at: datetime = moment(index=True)
