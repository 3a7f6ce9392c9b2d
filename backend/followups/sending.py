"""The job that tells what follows, in notice hours, unless its reason is gone or STOP was said."""

from datetime import datetime

from anyio import to_thread
from sqlmodel import Session

from backend.appointments import telling
from backend.appointments.reminders import WantsNone
from backend.clock import Clock
from backend.conversations.models import Conversation
from backend.db import UnitOfWork
from backend.followups import rules, service
from backend.followups.models import FollowUp, State
from backend.followups.rules import Rule, To
from backend.library.edition import Holds
from backend.outbox import service as outbox
from backend.replies import Act, Button, Utterance
from backend.sollicitations.models import Sollicitation

YES = Button("oui", response="button_yes")
NO = Button("non", response="button_no")


class FollowUps:
    """Tells each follow-up once; a task of the agents only waits on their list."""

    def __init__(
        self, begin: UnitOfWork, library: Holds, *, clock: Clock, wants_none: WantsNone
    ) -> None:
        self._begin, self._library, self._clock = begin, library, clock
        self._wants_none = wants_none

    async def job(self, follow_up_id: int) -> None:
        """Tell it, where it is due and its reason still stands."""

        def tell() -> None:
            with self._begin() as session:
                self._tell(session, follow_up_id)

        await to_thread.run_sync(tell)

    async def plan(self) -> None:
        """Plan the dates that came by a file."""

        def plan() -> None:
            with self._begin() as session:
                service.plan_dated(session, knowledge=self._library.knowledge, now=self._clock())

        await to_thread.run_sync(plan)

    def _tell(self, session: Session, follow_up_id: int) -> None:
        one, now = service.locked(session, follow_up_id), self._clock()
        if one is None or one.state is not State.PLANNED or one.due_at > now:
            return
        rule = service.rule_of(one)
        if rule is None or rule.to is To.AGENT:
            return
        filed = session.get_one(Sollicitation, one.sollicitation_id)
        if filed.state in rule.unless:
            service.end(one, State.CANCELLED, why="reason-gone", now=now)
            return
        if self._wants_none(session, filed.conversation_id, filed.contact_phone):
            service.end(one, State.CANCELLED, why="no-news", now=now)
            return
        talk = self._reached(session, filed, now)
        if talk is None:
            service.end(one, State.CANCELLED, why="nowhere-to-write", now=now)
        elif _is_silent(session, talk):
            service.end(one, State.CANCELLED, why="stop", now=now)
        else:
            self._say(session, one, rule, talk, now)

    @staticmethod
    def _reached(session: Session, filed: Sollicitation, now: datetime) -> Conversation | None:
        return telling.reached(
            session, filed.conversation_id, filed.contact_phone, filed.landlord or "", now=now
        )

    def _say(
        self, session: Session, one: FollowUp, rule: Rule, talk: Conversation, now: datetime
    ) -> None:
        knowledge = self._library.knowledge
        told = rules.due(rule, one.starts_on, knowledge)
        said = Utterance(
            Act.ANSWER,
            f"followup_{rule.name.replace('-', '_')}",
            rules.words(told, talk.language),
            buttons=(YES, NO) if rule.asks else (),
            sources=rules.sources(rule, knowledge),
        )
        message = telling.notify(session, talk, said, now=now)
        service.end(one, State.SENT, now=now)
        one.message_id = message.id
        if rule.asks:
            service.asked(session, one, rule, talk, message.id or 0, now)


def _is_silent(session: Session, talk: Conversation) -> bool:
    return outbox.is_opted_out(session, channel=talk.channel.value, contact=talk.contact)
