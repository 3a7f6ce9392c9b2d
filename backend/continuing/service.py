"""Continuing by SMS: a code goes to the telephone, and who types it moves the conversation there.

Nothing of the conversation is sent to a number before it is verified. The functions never commit.
"""

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session

from backend.continuing import queries
from backend.continuing.errors import (
    CodeOver,
    NoMobile,
    TelephoneSilent,
    TooManyCodes,
    WrongCode,
)
from backend.continuing.models import Continuation
from backend.conversations import moving, writing
from backend.conversations.errors import ConversationClosed
from backend.conversations.models import Channel, Conversation, State
from backend.conversations.queries import locked
from backend.i18n import render
from backend.outbox import service as outbox
from backend.outbox import silence
from backend.outbox.models import Purpose
from backend.replies import Act, Utterance
from channels.errors import InvalidNumber
from channels.phone import is_mobile, mask, normalise

VALID_FOR = timedelta(minutes=10)
TRIES = 5
_DIGITS = 6
_MOST_CODES = 3
_WINDOW = timedelta(hours=1)


@dataclass
class _Telephone:
    """A telephone that the outbox may write to; it belongs to no conversation yet."""

    id: str
    contact: str
    epoch: int


def ask(session: Session, conversation_id: str, number: str, key: str, *, now: datetime) -> str:
    """Send a code to a number; return the number masked.

    Raises NoMobile, TelephoneSilent, TooManyCodes or ConversationClosed.
    """
    phone = _mobile(number)
    conversation = _open(session, conversation_id)
    if silence.is_opted_out(session, channel=Channel.SMS.value, contact=phone):
        raise TelephoneSilent
    if queries.number_sent(session, conversation_id, phone, since=now - _WINDOW) >= _MOST_CODES:
        raise TooManyCodes
    code = "".join(secrets.choice("0123456789") for _ in range(_DIGITS))
    session.add(
        Continuation(
            conversation_id=conversation_id,
            phone=phone,
            code_hash=_hashed(conversation_id, code, key),
            created_at=now,
            expires_at=now + VALID_FOR,
        )
    )
    _send(session, conversation, phone, code, now=now)
    return mask(phone)


def count_try(session: Session, conversation_id: str, *, now: datetime) -> int:
    """Count a try, in a unit of work of its own; return which code it is at; raises CodeOver."""
    found = queries.count_try(session, conversation_id, most=TRIES, now=now)
    if found is None:
        raise CodeOver
    return found


def verify(session: Session, continuation_id: int, code: str, key: str, *, now: datetime) -> str:
    """Move the conversation to the telephone of a right code; return it masked.

    Raises WrongCode, ConversationClosed, or TelephoneBusy where a person has it already.
    """
    found = session.get_one(Continuation, continuation_id, with_for_update=True)
    digits = "".join(one for one in code if one.isascii() and one.isdecimal())
    if not hmac.compare_digest(found.code_hash, _hashed(found.conversation_id, digits, key)):
        raise WrongCode
    if found.verified_at is None:
        conversation = _open(session, found.conversation_id)
        moving.to_telephone(session, conversation, found.phone, now=now)
        found.verified_at = now
        _say(session, conversation, "continuing_done", found.phone, now=now)
    return mask(found.phone)


def _mobile(number: str) -> str:
    try:
        phone = normalise(number)
    except InvalidNumber as error:
        raise NoMobile from error
    if not is_mobile(phone):
        raise NoMobile
    return phone


def _open(session: Session, conversation_id: str) -> Conversation:
    """Return the conversation, held, while it is open."""
    conversation = locked(session, conversation_id)
    if conversation is None or conversation.state is State.CLOSED:
        raise ConversationClosed
    return conversation


def _send(
    session: Session, conversation: Conversation, phone: str, code: str, *, now: datetime
) -> None:
    """Write the code to the telephone; the conversation only tells that one left."""
    told = writing.tell(
        session,
        conversation,
        [_utterance("continuing_asked", phone)],
        purpose=Purpose.REPLY,
        now=now,
    )
    minutes = int(VALID_FOR.total_seconds()) // 60
    body = render("continuing_code", {"code": code, "minutes": minutes}, conversation.language)
    to = _Telephone(conversation.id, phone, conversation.epoch)
    outbox.write(session, to, told[0], body, purpose=Purpose.CODE, now=now)


def _say(
    session: Session, conversation: Conversation, response: str, phone: str, *, now: datetime
) -> None:
    writing.tell(
        session,
        conversation,
        [_utterance(response, phone)],
        purpose=Purpose.CODE,
        now=now,
    )


def _utterance(response: str, phone: str) -> Utterance:
    return Utterance(Act.SMALLTALK, response, {"phone": mask(phone)})


def _hashed(conversation_id: str, code: str, key: str) -> str:
    told = f"continuing {conversation_id} {code}"
    return hmac.new(key.encode(), told.encode(), hashlib.sha256).hexdigest()
