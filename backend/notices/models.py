"""Table of how people want to be told news of their requests."""

from datetime import datetime
from enum import StrEnum

from sqlmodel import Field, SQLModel

from backend.conversations.models import Conversation
from backend.db import choice, moment
from backend.tenants.models import Person


class Way(StrEnum):
    """By SMS, where they write to us, or not at all: an emergency is answered all the same."""

    SMS = "sms"
    CHAT = "chat"
    NONE = "none"


class NoticePreference(SQLModel, table=True):
    """What a known tenant, or whoever is in a conversation, wants; `set_by` as in the events."""

    __tablename__ = "notice_preference"

    id: int | None = Field(default=None, primary_key=True)
    conversation_id: str | None = Field(
        default=None, foreign_key=f"{Conversation.__tablename__}.id", unique=True
    )
    person_id: int | None = Field(
        default=None, foreign_key=f"{Person.__tablename__}.id", unique=True
    )
    way: Way = choice(Way)
    set_by: str
    set_at: datetime = moment()
