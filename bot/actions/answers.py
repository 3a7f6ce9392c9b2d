"""Questions: the knowledge base is asked, and what it does not know is said so."""

from rasa_sdk import Tracker
from rasa_sdk.events import FollowupAction

from backend.replies import Act, Button, Outcome, Turn, Utterance
from bot.actions.base import NOTHING, PERHAPS, Event, ServiceAction
from bot.actions.services import Services
from bot.actions.understood import Understood, failed_before

REPORT = Button("signaler un problème", response="button_report")
ASK = Button("poser une question", response="button_ask")
TRACK = Button("suivre ma demande", response="button_track")
PERSON = Button("parler à un conseiller", response="button_person")

# Below this the ranking is a guess, and the knowledge base may know better.
_SURE = 0.6
# A problem this likely is taken for one when the knowledge base has no answer.
_LIKELY_PROBLEM = 0.25
_FEW_WORDS = 3


def one(act: Act, response: str, *buttons: Button) -> Outcome:
    """Return an outcome of one utterance."""
    return Outcome((Utterance(act, response, buttons=buttons),))


NOT_KNOWN = one(Act.OUT_OF_SCOPE, "not_known", PERSON, REPORT)
OUT_OF_SCOPE = one(Act.OUT_OF_SCOPE, "out_of_scope", REPORT, PERSON)
UNCLEAR = one(Act.CLARIFY, "clarify", REPORT, ASK, TRACK, PERSON)
STILL_UNCLEAR = one(Act.CLARIFY, "clarify_again", PERSON, REPORT)


class SecondLook(ServiceAction):
    """Asks the knowledge base; without an answer, says what the subclass finds fit."""

    def look_elsewhere(self, turn: Turn, tracker: Tracker) -> Outcome:
        """Return what is said when the knowledge base has nothing."""
        raise NotImplementedError

    async def serve(self, turn: Turn, tracker: Tracker) -> Outcome:
        """Return the answer, the way to the form for what is rather a problem, or neither."""
        found = await self.ask(turn)
        if any(u.act is Act.ANSWER for u in found.utterances):
            return found
        if Understood.of(tracker).reported >= _LIKELY_PROBLEM:
            return NOTHING
        return self.look_elsewhere(turn, tracker) if found is NOTHING else found

    def events(self, outcome: Outcome, tracker: Tracker) -> list[Event]:
        """Nothing said: it is told as a problem, and the form takes it up."""
        if outcome is NOTHING:
            return [FollowupAction("action_open_sollicitation")]
        return super().events(outcome, tracker)


class Answer(SecondLook):
    """A question."""

    action = "action_answer"

    def look_elsewhere(self, turn: Turn, tracker: Tracker) -> Outcome:
        """A question that we cannot answer: somebody else can."""
        return NOT_KNOWN


class OutOfScope(SecondLook):
    """What seems none of our business, unless the knowledge base knows it after all."""

    action = "action_out_of_scope"

    async def serve(self, turn: Turn, tracker: Tracker) -> Outcome:
        """Say so at once where there is no doubt."""
        understood = Understood.of(tracker)
        if understood.confidence >= _SURE or understood.ranking.get("ask", 0.0) < PERHAPS:
            return OUT_OF_SCOPE
        return await super().serve(turn, tracker)

    def look_elsewhere(self, turn: Turn, tracker: Tracker) -> Outcome:
        """It is none of our business."""
        return OUT_OF_SCOPE


class Fallback(SecondLook):
    """What was not understood: a second look, then a choice, then a person."""

    action = "action_fallback"

    def look_elsewhere(self, turn: Turn, tracker: Tracker) -> Outcome:
        """A word or two ask for more; a second failure in a row offers a person."""
        if failed_before(tracker):
            return STILL_UNCLEAR
        return UNCLEAR if len(turn.text.split()) <= _FEW_WORDS else NOT_KNOWN

    def events(self, outcome: Outcome, tracker: Tracker) -> list[Event]:
        """Wait for the tenant whatever no rule foresaw: the fallback never follows itself."""
        return super().events(outcome, tracker) or [FollowupAction("action_listen")]


class Clarify(ServiceAction):
    """Something is wanted, and nothing says what."""

    action = "action_clarify"
    may_be_question = True

    async def serve(self, turn: Turn, tracker: Tracker) -> Outcome:
        """Offer what there is."""
        return UNCLEAR


def build(services: Services) -> list[ServiceAction]:
    """Return the actions of this file."""
    return [make(services) for make in (Answer, OutOfScope, Fallback, Clarify)]
