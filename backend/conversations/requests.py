"""Requests of a turn: what the conversation already knows is never asked."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlmodel import Session

from backend.clock import now as clock
from backend.clocks import service as clocks
from backend.conversations.emergencies import Emergencies
from backend.conversations.models import Channel, Conversation
from backend.conversations.next_steps import NextSteps
from backend.library.edition import Holds
from backend.replies import Outcome, Turn, Utterance
from backend.safety import Danger
from backend.sollicitations import service

Slots = Mapping[str, Any]


class Requests:
    """The sollicitations as the bot's actions see them, in their conversation."""

    def __init__(self, library: Holds) -> None:
        self._library = library
        self._emergencies, self._next_steps = Emergencies(library), NextSteps(library)

    def open_from(
        self, session: Session, turn: Turn, slots: Slots, intent: str, confidence: float
    ) -> Outcome:
        """Begin a request; who writes by SMS is not asked for a number."""
        conversation = session.get_one(Conversation, turn.conversation)
        known = dict(slots) | self.known(session, conversation)
        if conversation.channel is Channel.SMS and not known.get("phone"):
            known["phone"] = conversation.contact
        begun = service.open_from(session, turn, known, intent, confidence)
        slots_then = dict(begun.slots)
        if slots_then and slots_then.get("confirm") is None:
            slots_then["phone"] = slots_then.get("phone") or known.get("phone")
        return self._told(turn, slots, replace(begun, slots=slots_then), conversation)

    def known(self, session: Session, conversation: Conversation) -> dict[str, Any]:
        """Return what the conversation tells of what may be asked in it."""
        return {"channel": conversation.channel.value}

    def open_second(self, session: Session, turn: Turn, slots: Slots) -> Outcome:
        """Begin the request for the second problem; what the first one told is known."""
        conversation = session.get_one(Conversation, turn.conversation)
        known = dict(slots) | self.known(session, conversation)
        begun = service.open_second(session, turn, known)
        return self._told(turn, {}, begun, conversation)

    def read_form_message(
        self,
        session: Session,
        turn: Turn,
        slots: Slots,
        asked: str | None,
        intent: str,
        confidence: float,
    ) -> Outcome | None:
        """Read an answer to the form's question; None where it is an interruption."""
        conversation = session.get_one(Conversation, turn.conversation)
        known = dict(slots) | self.known(session, conversation)
        heard = service.read_form_message(session, turn, known, asked, intent, confidence)
        return None if heard is None else self._told(turn, slots, heard, conversation)

    def _told(
        self, turn: Turn, before: Slots, heard: Outcome, conversation: Conversation
    ) -> Outcome:
        """Put the numbers of a danger that an answer tells first, and a rule that it calls for."""
        now = {**before, **heard.slots}
        danger = service.danger_of(now)
        if danger and danger != service.danger_of(before):
            by_sms = conversation.channel is Channel.SMS
            said = self._emergencies.emergency(
                Danger(danger), language=turn.language, by_sms=by_sms
            )
            return replace(heard, utterances=(said,))
        known = service.sayings(before, once_filed=False)
        new = [one for one in service.sayings(now, once_filed=False) if one not in known]
        answers = self._next_steps.tell(new, turn, now, clock())
        return replace(heard, utterances=(*heard.utterances, *answers))

    def is_wish(self, text: str, intent: str, confidence: float) -> bool:
        """Tell whether the words are one of the requests in which nothing broke."""
        return service.is_wish(text, intent, confidence)

    def missing(self, slots: Slots) -> list[str]:
        """Return what the form still asks, in order."""
        return service.missing(slots)

    def ask(self, slots: Slots, asked: str, language: str = "fr") -> Utterance:
        """Return one question of the form."""
        return service.ask(slots, asked, language)

    def file(self, session: Session, turn: Turn, slots: Slots, now: datetime) -> Outcome:
        """File the request, with the channel that it came by, and start its clock.

        What comes next is told from the landlord's rules; the offer of another request comes last.
        """
        channel = session.get_one(Conversation, turn.conversation).channel.value
        told = service.file(session, turn, dict(slots) | {"channel": channel}, now)
        filed = service.filed_from(session, turn.inbound)
        if filed is None:
            return told
        clocks.begin(
            session,
            self._library.knowledge,
            filed.id or 0,
            landlord=filed.landlord,
            category=filed.category,
            description=filed.description,
            now=now,
        )
        answers = self._next_steps.tell(
            service.sayings(slots, once_filed=True),
            replace(turn, landlord=filed.landlord),
            slots,
            now,
        )
        filing, *offers = told.utterances
        return replace(told, utterances=(filing, *answers, *offers))

    def cancel(self, session: Session, turn: Turn, slots: Slots) -> Outcome:
        """Give the request up; nothing is filed."""
        return service.cancel(session, turn, slots)

    def track(self, session: Session, turn: Turn, slots: Slots, now: datetime) -> Outcome:
        """Tell where a request stands."""
        return service.track(session, turn, slots, now)
