"""Files of the tenants: kept once, joined to the request that they belong to, given back.

The functions take a session and never commit. Who may see a file is the caller's to prove: the
tenant by the conversation's token, an agent by what the console lets them see.
"""

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session

from backend.attachments import queries, replying
from backend.attachments.errors import AttachmentNotFound, TooManyFiles
from backend.attachments.labels import label
from backend.attachments.models import Attachment, AttachmentContent
from backend.attachments.reading import CleanFile
from backend.conversations import service as conversations
from backend.conversations.models import Channel, Conversation, Message
from backend.errors import AppError
from backend.replies import Outcome

# What was sent longer ago belongs to another story.
_WAITS = timedelta(days=1)


def keep(
    session: Session,
    conversation_id: str,
    file: CleanFile,
    name: str,
    *,
    client_id: str,
    most: int,
    now: datetime,
) -> int:
    """Keep a file as a message of its tenant, once per `client_id`; return the message's id.

    Raises ConversationClosed, or TooManyFiles when the conversation holds `most` already.
    """
    attachment = _new(conversation_id, file, name, now)

    def answer(conversation: Conversation, message: Message) -> Outcome | None:
        if queries.number_in(session, conversation_id) >= most:
            raise TooManyFiles(most)
        attachment.message_id = message.id or 0
        said = replying.answer(session, conversation, attachment, now=now)
        _write(session, attachment, file)
        return said

    received = conversations.receive_unread(
        session,
        conversation_id,
        attachment.name,
        provider_id=f"{conversation_id}:file:{client_id}",
        client_id=client_id,
        attachment=_shown(attachment),
        answer=answer,
        door=Channel.WEB,
        now=now,
    )
    return received.inbound_id


def deposit(
    session: Session,
    conversation_id: str,
    file: CleanFile,
    name: str,
    *,
    client_id: str,
    deposit_id: int,
    sollicitation_id: int | None,
    waits: bool,
    refusal: AppError | None,
    now: datetime,
) -> Attachment:
    """Keep a file that was dropped on a page, once per `client_id`, without a word in the chat.

    It is kept in a closed conversation too. A new one raises `refusal`, where there is one.
    """
    attachment = _new(conversation_id, file, name, now)
    attachment.deposit_id, attachment.sollicitation_id = deposit_id, sollicitation_id
    attachment.waits = waits

    def keep_silently(_: Conversation, message: Message) -> None:
        if refusal is not None:
            raise refusal
        attachment.message_id = message.id or 0
        _write(session, attachment, file)

    received = conversations.receive_unread(
        session,
        conversation_id,
        attachment.name,
        provider_id=f"deposit:{client_id}",
        attachment=_shown(attachment),
        answer=keep_silently,
        now=now,
        even_closed=True,
    )
    return queries.of_message(session, received.inbound_id)


def attach(
    session: Session,
    conversation: Conversation,
    message: Message,
    file: CleanFile,
    *,
    now: datetime,
) -> Outcome | None:
    """Keep the file that a message announced; return what may be said of it, as in the chat."""
    attachment = _new(conversation.id, file, "", now)
    attachment.message_id = message.id or 0
    said = replying.answer(session, conversation, attachment, now=now)
    _write(session, attachment, file)
    message.text, message.attachment = attachment.name, _shown(attachment)
    return said


def _new(conversation_id: str, file: CleanFile, name: str, now: datetime) -> Attachment:
    return Attachment(
        id=secrets.token_hex(16),
        conversation_id=conversation_id,
        message_id=0,
        kind=file.kind,
        name=label(name, file.kind),
        size=len(file.content),
        waits=False,
        created_at=now,
    )


def _shown(attachment: Attachment) -> dict[str, Any]:
    """Return what the streams and the desk show of a file."""
    return attachment.model_dump(include={"id", "kind", "name", "size"})


def is_asked(session: Session, conversation_id: str) -> bool:
    """Whether a form is open: the bot has just asked something for it."""
    return replying.open_question(session, conversation_id) is not None


def _write(session: Session, attachment: Attachment, file: CleanFile) -> None:
    session.add(attachment)
    session.flush()
    session.add(
        AttachmentContent(
            attachment_id=attachment.id, content=file.content, thumbnail=file.thumbnail
        )
    )


def join_filed(session: Session, conversation_id: str, filed_from: int, *, now: datetime) -> int:
    """Join what a conversation sent to the request that it filed; return how many files."""
    return queries.join(session, conversation_id, filed_from, since=now - _WAITS)


def join_request(
    session: Session, conversation_id: str, sollicitation_id: int, *, now: datetime
) -> int:
    """Join what a conversation sent to the request that a person filed; return how many files."""
    return queries.join_request(session, conversation_id, sollicitation_id, since=now - _WAITS)


def find(session: Session, attachment_id: str) -> Attachment:
    """Return a file without its bytes; raises AttachmentNotFound."""
    found = session.get(Attachment, attachment_id)
    if found is None:
        raise AttachmentNotFound
    return found


def of_conversation(session: Session, conversation_id: str, attachment_id: str) -> Attachment:
    """Return a file of one conversation; raises AttachmentNotFound for another's."""
    found = find(session, attachment_id)
    if found.conversation_id != conversation_id:
        raise AttachmentNotFound
    return found


def of_request(session: Session, sollicitation_id: int) -> Sequence[Attachment]:
    """Return the files of a request, oldest first."""
    return queries.of_request(session, sollicitation_id)


def content(session: Session, attachment: Attachment) -> bytes:
    """Return the bytes of a file."""
    return queries.content_of(session, attachment.id)


def thumbnail(session: Session, attachment: Attachment) -> bytes:
    """Return the small picture of an image; raises AttachmentNotFound for a document."""
    found = queries.thumbnail_of(session, attachment.id)
    if found is None:
        raise AttachmentNotFound
    return found
