"""Conversations: opening one by its door, and proving that it is one's own."""

import hashlib
import hmac
import secrets
import uuid
from datetime import datetime

from sqlmodel import Session

from backend.conversations import queries
from backend.conversations.errors import ConversationNotFound, WrongToken
from backend.conversations.models import Channel, Conversation


def draw_web() -> tuple[str, str]:
    """Return the id and the secret token of a web conversation that is still to be opened."""
    return uuid.uuid4().hex, secrets.token_urlsafe(32)


def open_web(
    session: Session,
    *,
    landlord: str | None,
    language: str,
    now: datetime,
    drawn: tuple[str, str] | None = None,
) -> tuple[Conversation, str]:
    """Open a web conversation; return it with its secret token, which is stored hashed.

    Asked twice with what was `drawn` before, it is opened once; the token proves whose it is.
    """
    identifier, token = drawn or draw_web()
    conversation = Conversation(
        id=identifier,
        channel=Channel.WEB,
        contact=identifier,
        landlord=landlord,
        language=language,
        token_hash=_hash(token),
        opened_at=now,
        updated_at=now,
    )
    queries.open_once(session, conversation)
    return session.get_one(Conversation, identifier), token


def open_sms(
    session: Session, *, contact: str, landlord: str | None, now: datetime
) -> Conversation:
    """Return the open conversation of a telephone number, opened if there is none."""
    fresh = Conversation(
        id=uuid.uuid4().hex,
        channel=Channel.SMS,
        contact=contact,
        landlord=landlord,
        opened_at=now,
        updated_at=now,
    )
    queries.open_once(session, fresh)
    found = queries.open_for(session, Channel.SMS, contact)
    if found is None:
        raise ConversationNotFound
    return found


def reach_by_sms(
    session: Session, *, contact: str, landlord: str, language: str, now: datetime
) -> Conversation | None:
    """Return where a landlord may write to a telephone first; a new one is in that language.

    None where the telephone talks with another landlord: it would take them for that one.
    """
    talk = open_sms(session, contact=contact, landlord=landlord, now=now)
    if talk.landlord not in (None, landlord):
        return None
    if talk.opened_at == now:
        talk.language = language
    return talk


def authenticate(session: Session, conversation_id: str, token: str) -> Conversation:
    """Return the conversation that the token opens; an unknown one costs the same time."""
    return admit(session.get(Conversation, conversation_id), token)


def admit(conversation: Conversation | None, token: str) -> Conversation:
    """Return the conversation if the token opens it; an unknown one costs the same time."""
    expected = conversation.token_hash if conversation is not None else None
    if not hmac.compare_digest(expected or _hash(""), _hash(token)) or not token:
        raise WrongToken
    if conversation is None:
        raise ConversationNotFound
    return conversation


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
