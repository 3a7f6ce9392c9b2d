"""Requests: the form that files one, and where one stands."""

from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import FollowupAction, SlotSet

from backend.replies import Act, Outcome, Turn, Utterance
from bot.actions.base import NOTHING, Event, ServiceAction
from bot.actions.services import Services
from bot.actions.understood import Understood, comes_back, named_before, said_in_turn

FORM = "sollicitation_form"
ASKED = "requested_slot"
FIELDS = (
    "category",
    "description",
    "address",
    "place",
    "since",
    "name",
    "phone",
    "availability",
    "details",
    "confirm",
)
WHILE_QUEUED = Outcome((Utterance(Act.HANDOFF, "sollicitation_while_queued"),))
ACKNOWLEDGED = Outcome((Utterance(Act.SMALLTALK, "acknowledge"),))
# Beside these, a turn carries no act of the form: one act a turn, or two with one of them.
_BESIDE = {Act.ANSWER.value, Act.EMERGENCY.value, Act.SOLLICITATION.value}


class Open(ServiceAction):
    """Reads the message that tells a problem; the form asks for the rest."""

    action = "action_open_sollicitation"
    may_be_question = True

    async def _as_question(self, turn: Turn, tracker: Tracker) -> Outcome:
        """A wish with a form of its own is filed, and told of then: it asks for no fact."""
        service = self.services.sollicitations
        if service.is_wish(turn.text, *Understood.of(tracker).category()):
            return NOTHING
        return await super()._as_question(turn, tracker)

    async def serve(self, turn: Turn, tracker: Tracker) -> Outcome:
        """Open the request from the words of the message."""
        kind, confidence = Understood.of(tracker).category()
        service = self.services.sollicitations
        return await self.services.perform(
            self.name(),
            turn,
            lambda session: service.open_from(session, turn, tracker.slots, kind, confidence),
        )

    def events(self, outcome: Outcome, tracker: Tracker) -> list[Event]:
        """Go on with the form, unless there is nothing to ask: then the request is not taken."""
        told = {**tracker.slots, **outcome.slots}
        in_form = tracker.active_loop.get("name") == FORM
        if not self.services.sollicitations.missing(told):
            emptied = [] if in_form else [SlotSet(name, None) for name in outcome.slots]
            return [*emptied, FollowupAction("action_listen")]
        if not outcome.slots and not in_form:
            return [FollowupAction("action_listen")]
        return [*super().events(outcome, tracker), FollowupAction(FORM)]


class Acknowledge(Open):
    """A yes or a no outside the form: to the offer of a second request, or to nothing."""

    action = "action_acknowledge"
    may_be_question = False

    async def serve(self, turn: Turn, tracker: Tracker) -> Outcome:
        """Open the second request where it was just offered and is wanted."""
        offered = "sollicitation_second" in named_before(tracker)
        if not offered or Understood.of(tracker).intent != "affirm":
            return ACKNOWLEDGED
        service = self.services.sollicitations
        return await self.services.perform(
            self.name(), turn, lambda session: service.open_second(session, turn, tracker.slots)
        )


class Validate(ServiceAction):
    """Reads a message in the middle of the form: an answer, details, or an interruption."""

    action = f"validate_{FORM}"

    async def serve(self, turn: Turn, tracker: Tracker) -> Outcome:
        """Return the slots that the message fills; nothing at all for an interruption."""
        if not self._is_asked(tracker) or turn.state == "queued":
            return NOTHING
        understood, service = Understood.of(tracker), self.services.sollicitations
        return await self.services.perform(
            self.name(),
            turn,
            lambda session: (
                service.read_form_message(
                    session,
                    turn,
                    tracker.slots,
                    tracker.slots.get(ASKED),
                    understood.intent,
                    understood.confidence,
                )
                or NOTHING
            ),
        )

    @staticmethod
    def _is_asked(tracker: Tracker) -> bool:
        """Tell whether the message is the form's to read: not while it opens or comes back."""
        return tracker.active_loop.get("name") == FORM and not comes_back(tracker)

    def events(self, outcome: Outcome, tracker: Tracker) -> list[Event]:
        """Return the slots and the next question; no event lets the interruption's rule speak.

        Rasa takes a form that sets no slot for one that refuses the message: when the form comes
        back after an interruption, the category is set to what it is.
        """
        if outcome.slots:
            slots = {**tracker.slots, **outcome.slots}
            return [*super().events(outcome, tracker), self._next(slots)]
        if self._is_asked(tracker):
            return []
        return self._hold(tracker)

    def failed(self, tracker: Tracker) -> list[Event]:
        """The form waits where it stands: the message is no interruption, it was not read."""
        return self._hold(tracker)

    def _hold(self, tracker: Tracker) -> list[Event]:
        return [SlotSet("category", tracker.slots.get("category")), self._next(tracker.slots)]

    def _next(self, slots: dict[str, Any]) -> Event:
        missing = self.services.sollicitations.missing(slots)
        asked: Event = SlotSet(ASKED, missing[0] if missing else None)
        return asked


class GoOn(ServiceAction):
    """Says nothing: Rasa takes a form back after an interruption only when an action was run."""

    action = "action_go_on"

    async def serve(self, turn: Turn, tracker: Tracker) -> Outcome:
        """The form puts its question again."""
        return NOTHING


class AskFor(ServiceAction):
    """Puts the form's question, unless the turn said something that it may not stand beside."""

    def __init__(self, services: Services, field: str) -> None:
        super().__init__(services)
        self.field = field

    def name(self) -> str:
        """Return the name that Rasa makes of the form and the slot."""
        return f"action_ask_{FORM}_{self.field}"

    async def serve(self, turn: Turn, tracker: Tracker) -> Outcome:
        """Return the question; a tenant who waits for a person is asked nothing."""
        said = said_in_turn(tracker)
        if turn.state == "queued":
            return NOTHING if said else WHILE_QUEUED
        if said - _BESIDE:
            return NOTHING
        asked = self.services.sollicitations.ask(tracker.slots, self.field, turn.language)
        return Outcome((asked,))


class File(ServiceAction):
    """Files what was confirmed, or lets go of what was given up."""

    action = "action_file_sollicitation"

    async def serve(self, turn: Turn, tracker: Tracker) -> Outcome:
        """File it once, however often Rasa asks."""
        service, now = self.services.sollicitations, self.services.now()
        return await self.services.perform(
            self.name(),
            turn,
            lambda session: service.file(session, turn, tracker.slots, now),
            once=True,
        )


class Cancel(ServiceAction):
    """Gives up the request that is being told."""

    action = "action_cancel_sollicitation"

    async def serve(self, turn: Turn, tracker: Tracker) -> Outcome:
        """Empty the form."""
        service = self.services.sollicitations
        return await self.services.perform(
            self.name(), turn, lambda session: service.cancel(session, turn, tracker.slots)
        )


class Track(ServiceAction):
    """Tells where a request stands."""

    action = "action_track"
    may_be_question = True

    async def serve(self, turn: Turn, tracker: Tracker) -> Outcome:
        """Look the code up, or ask for it."""
        service, now = self.services.sollicitations, self.services.now()
        return await self.services.perform(
            self.name(), turn, lambda session: service.track(session, turn, tracker.slots, now)
        )

    def events(self, outcome: Outcome, tracker: Tracker) -> list[Event]:
        """Wait for the tenant, also where another action handed the message over."""
        in_form = tracker.active_loop.get("name") == FORM
        return [] if in_form else [FollowupAction("action_listen")]


def build(services: Services) -> list[ServiceAction]:
    """Return the actions of this file."""
    actions = [make(services) for make in (Open, Acknowledge, Validate, GoOn, File, Cancel, Track)]
    return [*actions, *(AskFor(services, field) for field in FIELDS)]
