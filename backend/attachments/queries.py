"""Questions that the attachments' tables answer."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session, col, func, select, update

from backend.attachments.models import Attachment, AttachmentContent
from backend.conversations.models import Author, Message
from backend.sollicitations.models import Sollicitation


def number_in(session: Session, conversation_id: str) -> int:
    """Return how many files a conversation holds."""
    query = select(func.count()).where(col(Attachment.conversation_id) == conversation_id)
    return session.exec(query).one()


def waits(session: Session, conversation_id: str) -> bool:
    """Tell whether a file of a conversation waits for its request."""
    query = select(Attachment.id).where(
        Attachment.conversation_id == conversation_id, col(Attachment.waits)
    )
    return session.exec(query.limit(1)).first() is not None


def of_request(session: Session, sollicitation_id: int) -> Sequence[Attachment]:
    """Return the files of a request, oldest first."""
    query = select(Attachment).where(Attachment.sollicitation_id == sollicitation_id)
    return session.exec(query.order_by(col(Attachment.message_id))).all()


def of_message(session: Session, message_id: int) -> Attachment:
    """Return the file that a message is."""
    return session.exec(select(Attachment).where(Attachment.message_id == message_id)).one()


def content_of(session: Session, attachment_id: str) -> bytes:
    """Return the bytes of a file."""
    query = select(AttachmentContent.content)
    return session.exec(query.where(AttachmentContent.attachment_id == attachment_id)).one()


def thumbnail_of(session: Session, attachment_id: str) -> bytes | None:
    """Return the small picture of a file; None for what is no image."""
    query = select(AttachmentContent.thumbnail)
    return session.exec(query.where(AttachmentContent.attachment_id == attachment_id)).one()


def last_of_bot(session: Session, conversation_id: str) -> Message | None:
    """Return what the bot said last."""
    query = select(Message).where(
        Message.conversation_id == conversation_id, Message.author == Author.BOT
    )
    return session.exec(query.order_by(col(Message.id).desc()).limit(1)).first()


def join(session: Session, conversation_id: str, filed_from: int, *, since: datetime) -> int:
    """Give what waits in a conversation to the request that a message filed; return how much."""
    filed = select(Sollicitation.id).where(Sollicitation.filed_from == filed_from)
    statement = (
        update(Attachment)
        .where(col(Attachment.conversation_id) == conversation_id, col(Attachment.waits))
        .where(col(Attachment.created_at) > since, filed.exists())
        .values(sollicitation_id=filed.scalar_subquery(), waits=False)
        .returning(col(Attachment.id))
    )
    return len(session.execute(statement).all())


def join_request(
    session: Session, conversation_id: str, sollicitation_id: int, *, since: datetime
) -> int:
    """Give what waits in a conversation to a request; return how much."""
    statement = (
        update(Attachment)
        .where(col(Attachment.conversation_id) == conversation_id, col(Attachment.waits))
        .where(col(Attachment.created_at) > since)
        .values(sollicitation_id=sollicitation_id, waits=False)
        .returning(col(Attachment.id))
    )
    return len(session.execute(statement).all())
