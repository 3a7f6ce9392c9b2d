"""Saying something in a conversation: the message, its event and its SMS, in one unit of work."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlmodel import Session

from backend.config import get_settings
from backend.conversations import another_way, queries
from backend.conversations.models import Author, Channel, Conversation, Message, State
from backend.conversations.rendering import reply_of, sms_text
from backend.feed.service import publish, sign
from backend.outbox import service as outbox
from backend.outbox.models import Purpose
from backend.replies import Utterance

QUEUE_TOPIC = "queue"
TYPING = "typing"


def topic_of(conversation_id: str) -> str:
    """Return the feed's topic of a conversation."""
    return f"conversation:{conversation_id}"


def event_of(message: Message) -> dict[str, Any]:
    """Return what the streams show of a message."""
    return {
        "id": str(message.id),
        "author": message.author,
        "text": message.text,
        "client_id": message.client_id,
        "at": message.created_at.isoformat(),
        **{k: v for k, v in (message.reply or {}).items() if k != "text"},
        **({"attachment": message.attachment} if message.attachment else {}),
    }


def publish_message(session: Session, message: Message) -> None:
    """Tell the streams of a message that has its id; the console learns that there is one."""
    publish(session, topic_of(message.conversation_id), "message", event_of(message))
    conversation = session.get_one(Conversation, message.conversation_id)
    publish(session, QUEUE_TOPIC, "message", told_of(conversation, author=message.author))


def told_of(conversation: Conversation, **more: str) -> dict[str, Any]:
    """Return what the console's streams are told: which one it is, and who may follow it."""
    return {
        "conversation": conversation.id,
        "landlord": conversation.landlord,
        "agency": conversation.agency_id,
        "agent": conversation.agent_id,
        **more,
    }


def agent_types(session: Session, conversation: Conversation) -> None:
    """Let the tenant see that somebody writes to them."""
    sign(session, topic_of(conversation.id), TYPING, {"author": Author.AGENT})


def tenant_types(session: Session, conversation_id: str) -> None:
    """Let the console see that a tenant writes; the bot waits for no sign."""
    conversation = session.get_one(Conversation, conversation_id)
    if conversation.state in (State.QUEUED, State.AGENT):
        sign(session, QUEUE_TOPIC, TYPING, told_of(conversation, author=Author.TENANT))


def publish_delivery(session: Session, conversation_id: str) -> None:
    """Tell the console that an SMS of a conversation got further, or failed."""
    conversation = session.get_one(Conversation, conversation_id)
    publish(session, QUEUE_TOPIC, "delivery", told_of(conversation))


def state_of(conversation: Conversation) -> dict[str, Any]:
    """Return what the streams show of who owns a conversation."""
    return {"state": conversation.state, "conversation": conversation.id}


def publish_state(session: Session, conversation: Conversation) -> None:
    """Tell the tenant and the console who owns the conversation now."""
    publish(session, topic_of(conversation.id), "state", state_of(conversation))
    publish(session, QUEUE_TOPIC, "state", told_of(conversation, state=conversation.state))


def reply(
    session: Session,
    conversation: Conversation,
    utterances: Sequence[Utterance],
    *,
    author: Author,
    inbound_id: int | None,
    purpose: Purpose,
    now: datetime,
    gathers: bool = False,
    about: str | None = None,
) -> list[Message]:
    """Write what is said, in order; on SMS it leaves as one text.

    `gathers`: with the news that still wait to leave, those left out that are overtaken. `about`
    is what a STOP may spare its reader of this, apart from everything else.
    """
    rendered = [reply_of(utterance, conversation.language) for utterance in utterances]
    said = [
        Message(
            conversation_id=conversation.id,
            channel=conversation.channel,
            author=author,
            text=reply["text"],
            inbound_id=inbound_id,
            reply=reply,
            created_at=now,
        )
        for reply in rendered
    ]
    _write(session, *said)
    if said and conversation.channel is Channel.SMS:
        first = outbox.take_back(session, conversation.id, now=now) if gathers else None
        base = get_settings().public_base
        texts = [
            sms_text(m.reply or {}, conversation.language, base)
            for m in (*_not_overtaken(session, conversation, first, said), *said)
        ]
        outbox.write(
            session,
            conversation,
            said[-1],
            another_way.added(session, conversation, "\n".join(texts), purpose),
            purpose=purpose,
            now=now,
            carries_from=(first or said[0].id) if gathers else None,
            about=about,
        )
    return said


def tell(
    session: Session,
    conversation: Conversation,
    utterances: Sequence[Utterance],
    *,
    purpose: Purpose,
    now: datetime,
    gathers: bool = False,
    about: str | None = None,
) -> list[Message]:
    """Write what the service says of itself, in answer to no message; the rest as `reply`."""
    return reply(
        session,
        conversation,
        utterances,
        author=Author.SYSTEM,
        inbound_id=None,
        purpose=purpose,
        now=now,
        gathers=gathers,
        about=about,
    )


def _not_overtaken(
    session: Session, conversation: Conversation, first: int | None, said: Sequence[Message]
) -> list[Message]:
    """Return the news from a message on that still hold: their requests have not moved since."""
    if first is None:
        return []
    now = {ref.get("code"): ref.get("state") for ref in map(_request_of, said)}
    before = queries.news_between(session, conversation.id, first, said[0].id or 0)
    return [m for m in before if _stands(_request_of(m), now)]


def _request_of(message: Message) -> dict[str, Any]:
    found: dict[str, Any] = (message.reply or {}).get("sollicitation") or {}
    return found


def _stands(ref: dict[str, Any], now: dict[Any, Any]) -> bool:
    return ref.get("code") not in now or now[ref.get("code")] == ref.get("state")


def agent_says(
    session: Session,
    conversation: Conversation,
    text: str,
    *,
    agent_id: int,
    now: datetime,
    client_id: str | None = None,
    reply: dict[str, Any] | None = None,
) -> Message:
    """Write what a person answers, once per `client_id`; the caller holds the conversation.

    `reply` is the answer of the knowledge base that the text is, with its source.
    """
    provider_id = f"agent:{agent_id}:{client_id}" if client_id else None
    if provider_id and (
        known := queries.by_provider_id(session, conversation.channel, provider_id)
    ):
        return known
    message = Message(
        conversation_id=conversation.id,
        channel=conversation.channel,
        author=Author.AGENT,
        agent_id=agent_id,
        text=text,
        provider_id=provider_id,
        reply=reply,
        created_at=now,
    )
    _write(session, message)
    if conversation.channel is Channel.SMS:
        sent = sms_text(reply, conversation.language, get_settings().public_base) if reply else text
        outbox.write(session, conversation, message, sent, purpose=Purpose.AGENT, now=now)
    return message


def _write(session: Session, *messages: Message) -> None:
    session.add_all(messages)
    session.flush()
    for message in messages:
        publish_message(session, message)
