"""What a tenant is told who wants a person, and what follows from it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, col, func, select

from backend.answers.opening import next_answered
from backend.appointments.booking import CALL
from backend.conversations.models import Conversation, State
from backend.handover import waits
from backend.library.edition import Holds
from backend.replies import Act, Effect, EffectKind, Outcome, Turn, Utterance


@dataclass(frozen=True)
class People:
    """The queue for a person, as the bot's actions see it."""

    library: Holds

    def request(self, session: Session, turn: Turn, *, now: datetime) -> Outcome:
        """Put the tenant into the queue and tell them honestly what to expect."""
        if turn.state == State.QUEUED:
            return Outcome((Utterance(Act.HANDOFF, "person_still_coming", _place(session, turn)),))
        opens = next_answered(self.library.knowledge, turn.landlord, turn.language, now)
        if opens is not None:
            values = {"opening": opens}
            said = Utterance(Act.HANDOFF, "person_when_open", values, buttons=(CALL,))
        else:
            said = _coming(turn, _place(session, turn), waits.lately(session, turn.landlord, now))
        return Outcome((said,), (Effect(EffectKind.REQUEST_PERSON, "asked"),))

    def withdraw(self, session: Session, turn: Turn) -> Outcome:
        """Take the tenant out of the queue at their word."""
        said = Utterance(Act.SMALLTALK, "person_not_needed")
        return Outcome((said,), (Effect(EffectKind.WITHDRAW_REQUEST),))


def _coming(turn: Turn, place: dict[str, int], lately: timedelta | None) -> Utterance:
    """Say that a person comes; where others wait before, a call is offered instead.

    How long it takes is only told where it was measured: how long those before them waited.
    """
    others = place["place"] > 1 and turn.landlord is not None
    buttons = (CALL,) if others else ()
    if lately is None:
        return Utterance(Act.HANDOFF, "person_coming", place, buttons=buttons)
    told = {**place, "minutes": max(1, round(lately / timedelta(minutes=1)))}
    return Utterance(Act.HANDOFF, "person_coming_within", told, buttons=buttons)


def _place(session: Session, turn: Turn) -> dict[str, int]:
    """Return the tenant's place: one more than those who wait at the same landlord before them."""
    here = session.get_one(Conversation, turn.conversation)
    query = select(func.count()).where(
        Conversation.state == State.QUEUED, Conversation.id != turn.conversation
    )
    if here.landlord is not None:
        query = query.where(Conversation.landlord == here.landlord)
    if here.queued_at is not None:
        query = query.where(col(Conversation.queued_at) < here.queued_at)
    return {"place": session.exec(query).one() + 1}
