"""Computations of a turn: what the conversation knows is never asked."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session

from backend.calculations import dialogue, replying
from backend.calculations.dialogue import Message, State
from backend.calculations.service import Given
from backend.conversations.models import Conversation
from backend.i18n import LANGUAGES
from backend.library.edition import Holds
from backend.replies import Effect, EffectKind, Outcome, Turn
from knowledge.calculators import LANDLORD

Slots = Mapping[str, Any]
KEPT = "calculation"


@dataclass(frozen=True)
class Calculations:
    """The dialogue of a computation, as the bot's actions see it."""

    library: Holds

    def open_from(self, session: Session, turn: Turn, now: datetime) -> Outcome:
        """Begin a computation, tell it where nothing is missing, or ask which is meant."""
        given = given_of(self.library, turn, now)
        conversation = session.get(Conversation, turn.conversation)
        before = conversation.topic if conversation else None
        calculator = replying.meant(turn.text, before, given, self.library.tenants)
        if calculator is None:
            return Outcome((dialogue.which(given),), slots={KEPT: None})
        state = dialogue.begin(calculator, turn.text, given)
        if state.asks is None:
            return self._told(state, given)
        return Outcome(slots={KEPT: state.slot()})

    def read_message(
        self, turn: Turn, slots: Slots, intent: str, confidence: float, now: datetime
    ) -> Outcome | None:
        """Take an answer; None where the message is about something else."""
        state = dialogue.of_slot(slots.get(KEPT))
        if state is None:
            return Outcome(slots={KEPT: None})
        message = Message(turn.text, intent, confidence)
        heard = dialogue.hear(state, message, given_of(self.library, turn, now))
        return None if heard is None else Outcome(slots={KEPT: heard.slot()})

    def is_asking(self, slots: Slots) -> bool:
        """Is something still missing?"""
        state = dialogue.of_slot(slots.get(KEPT))
        return state is not None and state.asks is not None

    def ask(self, turn: Turn, slots: Slots, now: datetime) -> Outcome:
        """Return the dialogue's question."""
        state = dialogue.of_slot(slots.get(KEPT))
        said = dialogue.ask(state, given_of(self.library, turn, now)) if state else None
        return Outcome((said,) if said else ())

    def tell(self, turn: Turn, slots: Slots, now: datetime) -> Outcome:
        """Tell what was computed, or why nothing is, and forget it."""
        state = dialogue.of_slot(slots.get(KEPT))
        if state is None:
            return Outcome(slots={KEPT: None})
        return self._told(state, given_of(self.library, turn, now))

    def cancel(self) -> Outcome:
        """Give the computation up."""
        return Outcome((dialogue.CANCELLED,), slots={KEPT: None})

    def _told(self, state: State, given: Given) -> Outcome:
        said = dialogue.tell(state, given)
        effects = replying.topic(said)
        named = state.words.get(LANDLORD)
        if named and given.landlord is None:
            effects = (Effect(EffectKind.SET_LANDLORD, named), *effects)
        return Outcome((said,), effects, {KEPT: None})


def given_of(library: Holds, turn: Turn, now: datetime) -> Given:
    """Return for whom a turn computes."""
    language = turn.language if turn.language in LANGUAGES else "fr"
    return Given(library.knowledge, turn.landlord, language, now)
