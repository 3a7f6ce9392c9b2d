"""Telling tenants what happens to their requests, and asking whether it is repaired.

The functions take a session and never commit.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from babel.dates import format_date
from sqlmodel import Session

from backend.conversations import writing
from backend.conversations.models import Channel, Conversation
from backend.conversations.opening import open_sms
from backend.conversations.queries import open_for
from backend.feed.service import publish
from backend.i18n import render
from backend.notices import preferences
from backend.notices.models import Way
from backend.notices.told import is_told
from backend.outbox.models import Purpose
from backend.replies import Act, SollicitationRef, Utterance
from backend.satisfaction import service as satisfaction
from backend.sollicitations import service as sollicitations
from backend.sollicitations.models import Sollicitation
from backend.sollicitations.service import Notice


def tell(session: Session, notices: Sequence[Notice], *, now: datetime) -> int:
    """Tell tenants what happened, each once; return how many conversations were written to.

    Where there is nobody to write to any more, the page of the code says it. Whoever has a
    request that was merged into this one is told of it too, by their own code.
    """
    reached: set[str] = set()
    for notice in notices:
        tell_console(session, notice.sollicitation)
        if not is_told(notice.sollicitation.landlord, notice.response):
            continue
        for each in _with_merged(session, notice):
            conversation = chosen(session, each.sollicitation, now=now)
            if conversation is not None and conversation.id not in reached:
                reached.add(conversation.id)
                _say(session, each, conversation, now=now)
    return len(reached)


def tell_console(session: Session, filed: Sollicitation) -> None:
    """Tell the agents' pages that a request has changed."""
    told = {
        "conversation": filed.conversation_id,
        "landlord": filed.landlord,
        "agency": filed.agency_id,
    }
    publish(session, writing.QUEUE_TOPIC, "sollicitation", told)


def preview(session: Session, notice: Notice) -> str:
    """Return what the tenant would read, in their language."""
    conversation = reachable(session, notice.sollicitation)
    language = conversation.language if conversation else "fr"
    return render(notice.response, _told(notice, language), language)


def _told(notice: Notice, language: str) -> dict[str, Any]:
    """Return the values of a notice in words: a day as people write it."""
    return {
        name: format_date(value, "full", locale=language) if isinstance(value, date) else value
        for name, value in notice.values.items()
    }


def _with_merged(session: Session, notice: Notice) -> Iterator[Notice]:
    yield notice
    if notice.sollicitation.merged_into is None:
        for one in sollicitations.merged_into(session, notice.sollicitation.id or 0):
            values = {**notice.values, "code": one.code}
            yield replace(notice, sollicitation=one, values=values)


def _say(session: Session, notice: Notice, conversation: Conversation, *, now: datetime) -> None:
    filed = notice.sollicitation
    said = Utterance(
        Act.TRACK,
        notice.response,
        _told(notice, conversation.language),
        sollicitation=SollicitationRef(
            filed.category, filed.code, filed.state, f"/suivi/{filed.code}"
        ),
    )
    asks = satisfaction.question(filed)
    written = writing.tell(
        session,
        conversation,
        [said, asks] if asks else [said],
        purpose=Purpose.NOTICE,
        now=now,
        gathers=True,
    )
    if asks:
        satisfaction.asked(session, filed, conversation, written[-1], now=now)


def chosen(session: Session, filed: Sollicitation, *, now: datetime) -> Conversation | None:
    """Return where the tenant wants to read news; None for who wants to be told nothing."""
    way = preferences.way_of(session, filed)
    if way is Way.NONE:
        return None
    if way is Way.SMS and filed.contact_phone:
        return _by_sms(session, filed, filed.contact_phone, now=now)
    if way is Way.CHAT and filed.conversation_id:
        origin = session.get_one(Conversation, filed.conversation_id)
        return open_for(session, origin.channel, origin.contact) or reachable(session, filed)
    return reachable(session, filed)


def _by_sms(
    session: Session, filed: Sollicitation, phone: str, *, now: datetime
) -> Conversation | None:
    """Return the conversation with a telephone, opened for whoever asked for news there."""
    origin = session.get(Conversation, filed.conversation_id) if filed.conversation_id else None
    known = open_for(session, Channel.SMS, phone)
    found = known or open_sms(session, contact=phone, landlord=filed.landlord, now=now)
    if known is None and origin is not None:
        found.language = origin.language
    return found if found.landlord in (None, filed.landlord) else None


def reachable(session: Session, filed: Sollicitation) -> Conversation | None:
    """Return where the tenant reads now.

    The open conversation of whoever filed it, else that of the telephone it names, else the SMS
    conversation that it came from: a telephone is always reached.
    """
    origin = session.get(Conversation, filed.conversation_id) if filed.conversation_id else None
    if origin is not None and (found := open_for(session, origin.channel, origin.contact)):
        return found
    if filed.contact_phone and (found := open_for(session, Channel.SMS, filed.contact_phone)):
        return found if found.landlord in (None, filed.landlord) else None
    return origin if origin is not None and origin.channel is Channel.SMS else None
