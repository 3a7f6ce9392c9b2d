"""Tables of what tenants send beside words; the bytes are apart, so that no list carries them."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import Index, text
from sqlmodel import Field, SQLModel

from backend.conversations.models import Conversation, Message
from backend.db import choice, moment
from backend.sollicitations.models import Sollicitation


class Kind(StrEnum):
    """What a file is by its content: an image, always kept as JPEG, or a PDF."""

    IMAGE = "image"
    DOCUMENT = "document"


class Attachment(SQLModel, table=True):
    """One file of a tenant; `waits` for the request that is filed next, when no other takes it.

    `deposit_id` is the deposit link that it was dropped with, where it did not come by a message.
    """

    __tablename__ = "attachment"
    __table_args__ = (
        Index("attachment_waiting", "conversation_id", postgresql_where=text("waits")),
    )

    id: str = Field(primary_key=True)
    conversation_id: str = Field(foreign_key=f"{Conversation.__tablename__}.id", index=True)
    message_id: int = Field(foreign_key=f"{Message.__tablename__}.id", unique=True)
    sollicitation_id: int | None = Field(
        default=None, foreign_key=f"{Sollicitation.__tablename__}.id", index=True
    )
    deposit_id: int | None = Field(default=None, foreign_key="deposit_link.id", index=True)
    kind: Kind = choice(Kind)
    name: str
    size: int
    waits: bool
    created_at: datetime = moment()


class AttachmentContent(SQLModel, table=True):
    """The bytes of a file as they are served, and its small picture where it is an image."""

    __tablename__ = "attachment_content"

    attachment_id: str = Field(primary_key=True, foreign_key=f"{Attachment.__tablename__}.id")
    content: bytes
    thumbnail: bytes | None = None
