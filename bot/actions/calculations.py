"""Computations: a short form asks for what a rule needs to know, then the result is told."""

from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import FollowupAction, SlotSet

from backend.replies import Act, Outcome, Turn
from bot.actions.base import NOTHING, Event, ServiceAction
from bot.actions.services import Services
from bot.actions.understood import Understood, comes_back, said_in_turn

FORM = "calculation_form"
ASKED, ANSWER, KEPT = "requested_slot", "calculation_answer", "calculation"
# Beside these the question may stand: one act a turn, or two with one of them.
_BESIDE = {Act.ANSWER.value, Act.EMERGENCY.value, Act.CLARIFY.value}


class Open(ServiceAction):
    """Begins a computation with what the message tells."""

    action = "action_open_calculation"

    async def serve(self, turn: Turn, tracker: Tracker) -> Outcome:
        """Tell the result at once where nothing is missing."""
        service, now = self.services.calculations, self.services.now()
        return await self.services.perform(
            self.name(), turn, lambda session: service.open_from(session, turn, now)
        )

    def events(self, outcome: Outcome, tracker: Tracker) -> list[Event]:
        """Go on with the form where something is missing."""
        asking = self.services.calculations.is_asking(outcome.slots)
        onward = FollowupAction(FORM if asking else "action_listen")
        return [*super().events(outcome, tracker), onward]


class Validate(ServiceAction):
    """Reads a message in the middle of the form: an answer, or an interruption."""

    action = "validate_calculation_form"

    async def serve(self, turn: Turn, tracker: Tracker) -> Outcome:
        """Return the computation with the answer; nothing at all for an interruption."""
        if not self._is_asked(tracker):
            return NOTHING
        understood, service = Understood.of(tracker), self.services.calculations
        now = self.services.now()
        return await self.services.perform(
            self.name(),
            turn,
            lambda _: (
                service.read_message(
                    turn, tracker.slots, understood.intent, understood.confidence, now
                )
                or NOTHING
            ),
        )

    @staticmethod
    def _is_asked(tracker: Tracker) -> bool:
        """Tell whether the message is an answer: the one that opens the form is none."""
        asked = tracker.slots.get(ASKED) == ANSWER
        return asked and tracker.active_loop.get("name") == FORM and not comes_back(tracker)

    def events(self, outcome: Outcome, tracker: Tracker) -> list[Event]:
        """Return what is asked next; no event lets the interruption's rule speak."""
        if outcome.slots:
            return [*super().events(outcome, tracker), self._next(dict(outcome.slots))]
        return [] if self._is_asked(tracker) else self._hold(tracker)

    def failed(self, tracker: Tracker) -> list[Event]:
        """The form waits where it stands."""
        return self._hold(tracker)

    def _hold(self, tracker: Tracker) -> list[Event]:
        return [SlotSet(KEPT, tracker.slots.get(KEPT)), self._next(tracker.slots)]

    def _next(self, slots: dict[str, Any]) -> Event:
        asking = self.services.calculations.is_asking(slots)
        asked: Event = SlotSet(ASKED, ANSWER if asking else None)
        return asked


class Ask(ServiceAction):
    """Puts the form's question, unless the turn said something that it may not stand beside."""

    action = "action_ask_calculation_form_calculation_answer"

    async def serve(self, turn: Turn, tracker: Tracker) -> Outcome:
        """Return the question with its buttons."""
        if said_in_turn(tracker) - _BESIDE:
            return NOTHING
        service, now = self.services.calculations, self.services.now()
        return await self.services.perform(
            self.name(), turn, lambda _: service.ask(turn, tracker.slots, now)
        )


class Tell(ServiceAction):
    """Tells what was computed, or why nothing is."""

    action = "action_tell_calculation"

    async def serve(self, turn: Turn, tracker: Tracker) -> Outcome:
        """Return the result with its sources."""
        service, now = self.services.calculations, self.services.now()
        return await self.services.perform(
            self.name(), turn, lambda _: service.tell(turn, tracker.slots, now)
        )


class Cancel(ServiceAction):
    """Gives the computation up."""

    action = "action_cancel_calculation"

    async def serve(self, turn: Turn, tracker: Tracker) -> Outcome:
        """Empty the form."""
        return self.services.calculations.cancel()


def build(services: Services) -> list[ServiceAction]:
    """Return the actions of this file."""
    return [make(services) for make in (Open, Validate, Ask, Tell, Cancel)]
