"""The one shape of an action: read the turn, call one service, say what came of it."""

from abc import abstractmethod
from typing import Any, ClassVar

import structlog
from rasa_sdk import Action, Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher
from sqlmodel import Session

from backend.answers.service import NOT_KNOWN
from backend.conversations.errors import StaleTurn
from backend.conversations.service import unavailable
from backend.replies import Act, Outcome, Turn, payloads
from bot.actions.services import Services
from bot.actions.understood import Understood, follows_answer, turn_of

log = structlog.get_logger(__name__)
Event = dict[str, Any]
NOTHING = Outcome()
# A message this likely to be a question is looked up, whatever it was taken for.
PERHAPS = 0.3
# One that is less likely is answered where the answer is sure, or where it follows on an answer.
HARDLY = 0.1


class ServiceAction(Action):
    """Calls a service; what fails unexpectedly becomes an honest word and a person."""

    action: ClassVar[str] = ""
    may_be_question: ClassVar[bool] = False
    """Whether the knowledge base is asked first where the message may well be a question."""

    def __init__(self, services: Services) -> None:
        self.services = services

    def name(self) -> str:
        """Return the name by which Rasa calls the action."""
        return self.action

    @abstractmethod
    async def serve(self, turn: Turn, tracker: Tracker) -> Outcome:
        """Return what the service did for this turn."""

    def events(self, outcome: Outcome, tracker: Tracker) -> list[Event]:
        """Return what Rasa is to remember."""
        return [SlotSet(name, value) for name, value in outcome.slots.items()]

    def failed(self, tracker: Tracker) -> list[Event]:
        """Return what Rasa is to remember when the service failed."""
        return []

    async def ask(self, turn: Turn, *, surely: bool = False) -> Outcome:
        """Return what the knowledge base says, nothing when it has no answer, or no sure one."""

        def answer(session: Session) -> Outcome:
            now = self.services.now()
            return self.services.answer(session, turn, now=now, surely=surely) or NOTHING

        found = await self.services.perform(self.name(), turn, answer)
        return found if found.utterances else NOTHING

    async def _as_question(self, turn: Turn, tracker: Tracker) -> Outcome:
        asked = Understood.of(tracker).ranking.get("ask", 0.0)
        follows = follows_answer(tracker, turn.text)
        if not self.may_be_question or tracker.active_loop.get("name"):
            return NOTHING
        if asked < HARDLY and not follows:
            return NOTHING
        found = await self.ask(turn, surely=asked < PERHAPS and not follows)
        return found if settles(found) else NOTHING

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[Event]:
        """Serve the turn; a conversation that changed hands meanwhile gets no word of ours."""
        turn = turn_of(tracker)
        try:
            outcome = await self._as_question(turn, tracker)
            if outcome is NOTHING:
                outcome = await self.serve(turn, tracker)
        except StaleTurn:
            return []
        except Exception:
            log.exception("action failed", action=self.name(), inbound=turn.inbound)
            say(dispatcher, unavailable(turn))
            return self.failed(tracker)
        say(dispatcher, outcome)
        return self.events(outcome, tracker)


def settles(found: Outcome) -> bool:
    """Tell whether what the knowledge base said is the end of it: an answer, or surely none."""
    return any(u.act is Act.ANSWER or u == NOT_KNOWN for u in found.utterances)


def say(dispatcher: CollectingDispatcher, outcome: Outcome) -> None:
    """Hand Rasa one message for each utterance."""
    for payload in payloads(outcome):
        dispatcher.utter_message(json_message=payload)
