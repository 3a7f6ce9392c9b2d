"""Requests of a turn: what the conversation already knows is never asked."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlmodel import Session

from backend.clocks import service as clocks
from backend.conversations.models import Channel, Conversation
from backend.library.edition import Holds
from backend.replies import Outcome, Turn, Utterance
from backend.sollicitations import service

Slots = Mapping[str, Any]


class Requests:
    """The sollicitations as the bot's actions see them, in their conversation."""

    def __init__(self, library: Holds) -> None:
        self._library = library

    def open_from(
        self, session: Session, turn: Turn, slots: Slots, intent: str, confidence: float
    ) -> Outcome:
        """Begin a request; who writes by SMS is not asked for a number."""
        known = dict(slots)
        conversation = session.get_one(Conversation, turn.conversation)
        if conversation.channel is Channel.SMS and not known.get("phone"):
            known["phone"] = conversation.contact
        begun = service.open_from(session, turn, known, intent, confidence)
        return Outcome(
            begun.utterances, begun.effects, {"phone": known.get("phone")} | dict(begun.slots)
        )

    def open_second(self, session: Session, turn: Turn, slots: Slots) -> Outcome:
        """Begin the request for the second problem; what the first one told is known."""
        return service.open_second(session, turn, slots)

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
        return service.read_form_message(session, turn, slots, asked, intent, confidence)

    def missing(self, slots: Slots) -> list[str]:
        """Return what the form still asks, in order."""
        return service.missing(slots)

    def ask(self, slots: Slots, asked: str, language: str = "fr") -> Utterance:
        """Return one question of the form."""
        return service.ask(slots, asked, language)

    def file(self, session: Session, turn: Turn, slots: Slots, now: datetime) -> Outcome:
        """File the request, with the channel that it came by, and start its clock."""
        channel = session.get_one(Conversation, turn.conversation).channel.value
        told = service.file(session, turn, dict(slots) | {"channel": channel}, now)
        filed = service.filed_from(session, turn.inbound)
        if filed is not None:
            clocks.begin(
                session,
                self._library.knowledge,
                filed.id or 0,
                landlord=filed.landlord,
                category=filed.category,
                description=filed.description,
                now=now,
            )
        return told

    def cancel(self, session: Session, turn: Turn, slots: Slots) -> Outcome:
        """Give the request up; nothing is filed."""
        return service.cancel(session, turn, slots)

    def track(self, session: Session, turn: Turn, slots: Slots, now: datetime) -> Outcome:
        """Tell where a request stands."""
        return service.track(session, turn, slots, now)
