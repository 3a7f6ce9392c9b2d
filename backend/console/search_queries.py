"""What the search finds: only what the agent may see."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, literal_column, text
from sqlmodel import Session, col, select

from backend.agents.models import Agent
from backend.console import requests_list, wanted_words
from backend.console.requests_list import Filters
from backend.conversations.models import Conversation, Message
from backend.handover.boundary import seen_by
from backend.sollicitations import codes
from backend.sollicitations.models import Sollicitation
from channels.phone import dialled

SHOWN = 10
_LOOKED_AT = 100
# As the indexes have it: a parameter would not be recognised.
_NOTHING: Any = literal_column("''")
_BY_PEOPLE = text("message.author IN ('tenant', 'agent')")


@dataclass(frozen=True)
class Talk:
    """A conversation that was found, with the words that it was found by."""

    it: Conversation
    words: str
    at: datetime


def conversations(session: Session, agent: Agent, written: str, now: datetime) -> Sequence[Talk]:
    """Return the conversations with a telephone, about a request, or in which words were said.

    Of many, those where they were said last: an agent looks for what was lately.
    """
    phone = dialled(written)
    if phone is not None:
        return _talks(session, agent, now, col(Conversation.contact) == phone)
    if (code := codes.parse(written)) is not None:
        filed = select(Sollicitation.conversation_id).where(Sollicitation.code == code)
        return _talks(session, agent, now, col(Conversation.id).in_(filed))
    return _saying(session, agent, written, now)


def _talks(
    session: Session, agent: Agent, now: datetime, condition: ColumnElement[bool]
) -> Sequence[Talk]:
    query = select(Conversation).where(condition, seen_by(agent, now))
    newest = query.order_by(col(Conversation.updated_at).desc()).limit(SHOWN)
    return [Talk(one, "", one.updated_at) for one in session.exec(newest)]


def _saying(session: Session, agent: Agent, written: str, now: datetime) -> Sequence[Talk]:
    # What holds the words is found first, by their index: planned as one query, a rare word is
    # looked for in every message there is, the newest first.
    said = (
        select(Message.id, Message.conversation_id)
        .where(
            _BY_PEOPLE, wanted_words.stand_in(written, _NOTHING, _NOTHING, _NOTHING, Message.text)
        )
        .cte("said")
        .prefix_with("MATERIALIZED", dialect="postgresql")
    )
    query = (
        select(Conversation, said.c.id)
        .join(said, said.c.conversation_id == Conversation.id)
        .where(seen_by(agent, now))
        .order_by(said.c.id.desc())
        .limit(_LOOKED_AT)
    )
    newest: dict[str, tuple[Conversation, int]] = {}
    for one, number in session.exec(query):
        newest.setdefault(one.id, (one, number))
    shown = list(newest.values())[:SHOWN]
    messages = session.exec(select(Message).where(col(Message.id).in_([n for _, n in shown])))
    words = {message.id: message for message in messages}
    return [Talk(one, words[n].text, words[n].created_at) for one, n in shown]


def requests(
    session: Session, agent: Agent, written: str, now: datetime
) -> Sequence[Sollicitation]:
    """Return the newest requests that the words are found in."""
    page = requests_list.search(session, agent, Filters(text=written), now=now)
    return page.found[:SHOWN]
