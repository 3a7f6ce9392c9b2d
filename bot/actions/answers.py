"""Questions: the knowledge base is asked, and what it does not know is said so."""

from rasa_sdk import Tracker
from rasa_sdk.events import FollowupAction

from backend.answers import service
from backend.answers.service import PERSON, REPORT
from backend.answers.several import asks
from backend.hearing.consent import is_question
from backend.replies import Act, Button, Outcome, Turn, Utterance
from backend.sollicitations.service import looks_like_a_code, names_a_problem
from bot.actions.base import NOTHING, PERHAPS, Event, ServiceAction, settles
from bot.actions.services import Services
from bot.actions.understood import (
    LIKELY_PROBLEM,
    PERHAPS_ELSEWHERE,
    Understood,
    failed_before,
)

ASK = Button("poser une question", response="button_ask")
TRACK = Button("suivre ma demande", response="button_track")

# Below this the ranking is a guess, and the knowledge base may know better.
_SURE = 0.6
_FEW_WORDS = 3


def one(act: Act, response: str, *buttons: Button) -> Outcome:
    """Return an outcome of one utterance."""
    return Outcome((Utterance(act, response, buttons=buttons),))


NOT_KNOWN = Outcome((service.NOT_KNOWN,))
OUT_OF_SCOPE = one(Act.OUT_OF_SCOPE, "out_of_scope", REPORT, PERSON)
UNCLEAR = one(Act.CLARIFY, "clarify", REPORT, ASK, TRACK, PERSON)
STILL_UNCLEAR = one(Act.CLARIFY, "clarify_again", PERSON, REPORT)


# Nothing is said yet: another action takes the message up.
TO_FORM, TO_TRACKING = Outcome(), Outcome()
_NEXT = {id(TO_FORM): "action_open_sollicitation", id(TO_TRACKING): "action_track"}


class Onward(ServiceAction):
    """Speaks, or hands the message to the action that it belongs to."""

    def events(self, outcome: Outcome, tracker: Tracker) -> list[Event]:
        """Return the action that takes the message up, or what the outcome says."""
        if id(outcome) in _NEXT:
            return [FollowupAction(_NEXT[id(outcome)])]
        return super().events(outcome, tracker)

    def by_its_words(self, turn: Turn, tracker: Tracker) -> Outcome:
        """Return where a message belongs that only its words tell: a code, a named trouble."""
        if looks_like_a_code(turn.text):
            return TO_TRACKING
        may_ask = Understood.of(tracker).ranking.get("ask", 0.0) >= PERHAPS
        told = len(turn.text.split()) >= _FEW_WORDS and names_a_problem(turn.text)
        return TO_FORM if told and not may_ask else NOTHING


class SecondLook(Onward):
    """Asks the knowledge base; without an answer, says what the subclass finds fit."""

    def look_elsewhere(self, turn: Turn, tracker: Tracker) -> Outcome:
        """Return what is said when the knowledge base has nothing."""
        raise NotImplementedError

    def is_sure_question(self, turn: Turn, understood: Understood) -> bool:
        """Tell whether nothing is reported, however much the words speak of a problem."""
        return understood.intent == "ask" and is_question(turn.text)

    async def serve(self, turn: Turn, tracker: Tracker) -> Outcome:
        """Return the answer, the way to the form for what is rather a problem, or neither."""
        understood = Understood.of(tracker)
        found = await self.ask(turn, surely=understood.elsewhere >= PERHAPS_ELSEWHERE)
        if settles(found):
            return found
        if understood.reported >= LIKELY_PROBLEM and not self.is_sure_question(turn, understood):
            return TO_FORM
        return self.look_elsewhere(turn, tracker) if found is NOTHING else found


class Answer(SecondLook):
    """A question."""

    action = "action_answer"

    def look_elsewhere(self, turn: Turn, tracker: Tracker) -> Outcome:
        """A question that we cannot answer: somebody else can; what asks nothing is a problem."""
        is_asked = is_question(turn.text) or asks(turn.text)
        if not is_asked and names_a_problem(turn.text):
            return TO_FORM
        elsewhere = Understood.of(tracker).elsewhere >= PERHAPS_ELSEWHERE
        return OUT_OF_SCOPE if elsewhere else NOT_KNOWN


class OutOfScope(SecondLook):
    """What seems none of our business, unless the knowledge base knows it after all."""

    action = "action_out_of_scope"
    may_be_question = True

    async def serve(self, turn: Turn, tracker: Tracker) -> Outcome:
        """Say so at once where there is no doubt; a code is ours whatever stands around it.

        A guess yields to words that name a trouble, where something else speaks for one too.
        """
        if looks_like_a_code(turn.text):
            return TO_TRACKING
        understood = Understood.of(tracker)
        if understood.confidence < _SURE and understood.reported >= PERHAPS:
            onward = self.by_its_words(turn, tracker)
            if onward is not NOTHING:
                return onward
        if understood.confidence >= _SURE or understood.ranking.get("ask", 0.0) < PERHAPS:
            return OUT_OF_SCOPE
        return await super().serve(turn, tracker)

    def look_elsewhere(self, turn: Turn, tracker: Tracker) -> Outcome:
        """It is none of our business."""
        return OUT_OF_SCOPE


class Fallback(SecondLook):
    """What was not understood: a second look, then a choice, then a person."""

    action = "action_fallback"

    async def serve(self, turn: Turn, tracker: Tracker) -> Outcome:
        """Go by the words first: a guess of the ranking is worth less."""
        onward = self.by_its_words(turn, tracker)
        return onward if onward is not NOTHING else await super().serve(turn, tracker)

    def look_elsewhere(self, turn: Turn, tracker: Tracker) -> Outcome:
        """A word or two ask for more; a second failure in a row offers a person."""
        if failed_before(tracker):
            return STILL_UNCLEAR
        if Understood.of(tracker).intent == "out_of_scope":
            return OUT_OF_SCOPE
        return UNCLEAR if len(turn.text.split()) <= _FEW_WORDS else NOT_KNOWN

    def events(self, outcome: Outcome, tracker: Tracker) -> list[Event]:
        """Wait for the tenant whatever no rule foresaw: the fallback never follows itself."""
        return super().events(outcome, tracker) or [FollowupAction("action_listen")]


class Clarify(Onward):
    """Something is wanted, and nothing says what."""

    action = "action_clarify"
    may_be_question = True

    async def serve(self, turn: Turn, tracker: Tracker) -> Outcome:
        """Go by the words, else offer what there is."""
        onward = self.by_its_words(turn, tracker)
        return onward if onward is not NOTHING else UNCLEAR


def build(services: Services) -> list[ServiceAction]:
    """Return the actions of this file."""
    return [make(services) for make in (Answer, OutOfScope, Fallback, Clarify)]
