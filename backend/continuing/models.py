"""Table of the telephones that somebody wants to continue with; the code is kept as a hash."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from backend.conversations.models import Conversation
from backend.db import moment


class Continuation(SQLModel, table=True):
    """A code sent to a telephone, to be typed in the web chat before its end, in few tries."""

    __tablename__ = "continuation"

    id: int | None = Field(default=None, primary_key=True)
    conversation_id: str = Field(foreign_key=f"{Conversation.__tablename__}.id", index=True)
    phone: str = Field(index=True)
    code_hash: str
    tries: int = 0
    created_at: datetime = moment()
    expires_at: datetime = moment()
    verified_at: datetime | None = moment(nullable=True)
