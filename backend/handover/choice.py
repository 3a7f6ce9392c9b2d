"""Nobody was free for some minutes: the tenant hears so, and what else can be done meanwhile."""

from datetime import datetime

import structlog
from anyio import to_thread
from sqlmodel import Session, col, select

from backend.answers.opening import next_answered
from backend.appointments.booking import CALL
from backend.clock import Clock
from backend.clocks.promises import week_of
from backend.clocks.working import elapsed
from backend.conversations import writing
from backend.conversations.models import Author, Conversation, State
from backend.db import UnitOfWork
from backend.handover.rules import rules_of
from backend.library.edition import Holds
from backend.outbox.models import Purpose
from backend.replies import Act, Button, Utterance

log = structlog.get_logger(__name__)
NO_MORE = Button("plus besoin de conseiller merci", response="button_no_person")
_AT_A_TIME = 50


class Choice:
    """Looks each minute for who has waited too long while the landlord's people are there."""

    def __init__(self, begin: UnitOfWork, library: Holds, *, clock: Clock) -> None:
        self._begin, self._library, self._clock = begin, library, clock

    async def offer(self) -> None:
        """Tell them, once for each time that they wait; they keep their place."""
        told = await to_thread.run_sync(self._offer)
        if told:
            log.info("tenants were told that nobody is free", number=told)

    def _offer(self) -> int:
        with self._begin() as session:
            return offer_choice(session, self._library, now=self._clock())


def offer_choice(session: Session, library: Holds, *, now: datetime) -> int:
    """Tell those whom nobody could take in time; return how many they were."""
    query = (
        select(Conversation)
        .where(Conversation.state == State.QUEUED, col(Conversation.choice_at).is_(None))
        .order_by(col(Conversation.queued_at))
        .limit(_AT_A_TIME)
        .with_for_update(skip_locked=True)
    )
    late = [one for one in session.exec(query).all() if _is_late(library, one, now)]
    for one in late:
        one.choice_at = now
        _tell(session, one, now)
    return len(late)


def _is_late(library: Holds, one: Conversation, now: datetime) -> bool:
    """Whether they waited too long in opening hours, and somebody could be there now."""
    if one.queued_at is None or next_answered(library.knowledge, one.landlord, "fr", now):
        return False
    week = week_of(library.knowledge, one.landlord)
    return elapsed(week, one.queued_at, now) >= rules_of(one.landlord).choice


def _tell(session: Session, one: Conversation, now: datetime) -> None:
    buttons = (CALL, NO_MORE) if one.landlord else (NO_MORE,)
    said = Utterance(Act.HANDOFF, "person_nobody_free", buttons=buttons)
    writing.reply(
        session, one, [said], author=Author.BOT, inbound_id=None, purpose=Purpose.REPLY, now=now
    )
