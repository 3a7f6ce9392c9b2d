"""Reads how a tenant wants to be told news: "prévenez-moi par SMS". Before the bot."""

import re
from datetime import datetime

from sqlmodel import Session

from backend.conversations.models import Channel, Conversation, Message, State
from backend.hearing.text import clean, fold, words
from backend.notices import preferences
from backend.notices.models import Way
from backend.replies import Act, Outcome, Utterance
from backend.sollicitations import service as sollicitations

_LONGEST = 14
_TELL = (
    r"(?:(?:previen\w*|preven\w*|averti\w*|inform\w*|ten\w*)(?:[- ]+moi|[- ]+nous)"
    r"|(?:me|nous) (?:preven\w*|averti\w*|inform\w*)|(?:tell|notify|inform|keep) (?:me|us)"
    r"|avise\w*(?:me|nos)?|avise[- ]me|informe[- ]me|abisa\w*)"
)
_BY_SMS = re.compile(
    rf"\b{_TELL}\b.{{0,40}}\b(?:par (?:sms|texto|message)|by (?:sms|text)"
    r"|por (?:sms|mensaje|mensagem)|sms bidez|sms-?ez)\b"
)
_HERE = re.compile(
    rf"\b{_TELL}\b.{{0,40}}\b(?:ici|(?:dans|sur|par) (?:le|ce) (?:chat|tchat)|here"
    r"|(?:in|on) the chat|aqui|(?:por|en|no) (?:el )?chat|hemen)\b"
)
_NOT = re.compile(
    r"\b(?:ne (?:me|nous) (?:prevene\w*|previen\w*|averti\w*|informe\w*) (?:plus|pas)"
    r"|(?:do not|don'?t|stop) (?:notify|notifying|inform) (?:me|us)|no me avise\w*"
    r"|nao me avise\w*|ez (?:nazazu(?:e)? )?abisatu)\b"
)


def read(
    session: Session, conversation: Conversation, message: Message, *, now: datetime
) -> Outcome | None:
    """Return what is said to a wish about news; None leaves the message to the bot."""
    plain = fold(clean(message.text))
    way = _way(plain) if len(words(plain)) <= _LONGEST else None
    if way is None or conversation.state is not State.BOT:
        return None
    filed = sollicitations.for_conversation(session, conversation.id)
    has_phone = conversation.channel is Channel.SMS or any(one.contact_phone for one in filed)
    if way is Way.SMS and not has_phone:
        return _said("notices_no_phone")
    preferences.prefer_in(session, conversation.id, way, by="tenant", now=now)
    for one in filed:
        preferences.prefer(session, one, way, by="tenant", now=now)
    return _said(f"notices_{way}")


def _way(plain: str) -> Way | None:
    if _NOT.search(plain):
        return Way.NONE
    if _BY_SMS.search(plain):
        return Way.SMS
    return Way.CHAT if _HERE.search(plain) else None


def _said(response: str) -> Outcome:
    return Outcome((Utterance(Act.TRACK, response),))
