"""People: the queue for one, messages wanted or not, the questionnaire, a danger."""

from rasa_sdk import Tracker
from sqlmodel import Session

from backend.replies import Act, Button, Effect, EffectKind, Outcome, Turn, Utterance
from bot.actions.answers import UNCLEAR, SecondLook
from bot.actions.base import NOTHING, ServiceAction
from bot.actions.services import Services
from bot.actions.understood import Understood

_STOP = Outcome((Utterance(Act.OPTOUT, "messages_stop"),), (Effect(EffectKind.OPT_OUT),))
_STOP_SURE = Outcome(
    (Utterance(Act.CLARIFY, "messages_stop_sure", buttons=(Button("STOP", title="STOP"),)),)
)
_START = Outcome((Utterance(Act.OPTOUT, "messages_start"),), (Effect(EffectKind.OPT_IN),))
# A wish this doubtful takes nothing away: STOP itself is obeyed before Rasa reads a word.
_SURE = 0.6
# The reading before Rasa sees nearly every danger; below this Rasa is wrong more often than right.
_PROBABLE = 0.8
_WISHES = {"survey_join": "take_part", "survey_refuse": "refuse"}


class Handoff(ServiceAction):
    """A person is wanted."""

    action = "action_handoff"

    async def serve(self, turn: Turn, tracker: Tracker) -> Outcome:
        """Put the tenant into the queue."""
        people, now = self.services.people, self.services.now()
        return await self.services.perform(
            self.name(), turn, lambda session: people.request(session, turn, now=now)
        )


class HandBack(ServiceAction):
    """No person is wanted any more."""

    action = "action_hand_back"

    async def serve(self, turn: Turn, tracker: Tracker) -> Outcome:
        """Take the tenant out of the queue; nobody calls them either."""
        people, appointments = self.services.people, self.services.appointments
        now = self.services.now()

        def withdraw(session: Session) -> Outcome:
            appointments.call_off(session, turn, now=now)
            return people.withdraw(session, turn)

        return await self.services.perform(self.name(), turn, withdraw, once=True)


class Survey(ServiceAction):
    """The questionnaire is spoken of."""

    action = "action_survey"

    async def serve(self, turn: Turn, tracker: Tracker) -> Outcome:
        """Take part, refuse, or explain."""
        wish = _WISHES.get(Understood.of(tracker).intent, "question")
        surveys, now = self.services.surveys, self.services.now()

        def reply(session: Session) -> Outcome:
            return surveys.reply(session, turn, wish=wish, now=now)

        return await self.services.perform(self.name(), turn, reply, once=True)


class OptOut(ServiceAction):
    """No more messages are wanted."""

    action = "action_optout"

    async def serve(self, turn: Turn, tracker: Tracker) -> Outcome:
        """Stop them; it takes effect with the reply. In doubt, one word more makes it sure."""
        return _STOP if Understood.of(tracker).confidence >= _SURE else _STOP_SURE


class OptIn(ServiceAction):
    """Messages are wanted again."""

    action = "action_optin"
    may_be_question = True

    async def serve(self, turn: Turn, tracker: Tracker) -> Outcome:
        """Start them; it takes effect with the reply."""
        return _START


class Emergency(SecondLook):
    """A danger that the reading before Rasa did not see."""

    action = "action_emergency"

    async def serve(self, turn: Turn, tracker: Tracker) -> Outcome:
        """Give the numbers; a danger that is past or a figure of speech is looked at again."""
        if Understood.of(tracker).confidence >= _PROBABLE:
            rescued = await self.services.perform(
                self.name(), turn, lambda session: self.services.rescue(session, turn) or NOTHING
            )
            if rescued.utterances:
                return rescued
        return await super().serve(turn, tracker)

    def look_elsewhere(self, turn: Turn, tracker: Tracker) -> Outcome:
        """Ask what it is about."""
        return UNCLEAR


def build(services: Services) -> list[ServiceAction]:
    """Return the actions of this file."""
    return [make(services) for make in (Handoff, HandBack, Survey, OptOut, OptIn, Emergency)]
