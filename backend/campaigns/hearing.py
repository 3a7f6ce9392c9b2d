"""The questionnaire in a conversation: answers are read first, the rest goes to the bot.

The bot decides that somebody wants to take part; an answer to a question needs no guess. A message
that is none, a leak say, goes to the bot, and the question is put again once that is dealt with.

It is no form of Rasa's: a form lives in one conversation and its session, which ends after a day.
An interview lasts weeks, is begun by an invitation, goes on by telephone or on a page, and its
answers are kept when the bot is down.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlmodel import Session

from backend.campaigns import case_queries, interviewing, queries, service, telling
from backend.campaigns.excluding import EXCLUDED
from backend.campaigns.interviewing import Here
from backend.campaigns.models import Campaign, Case, Interview, InterviewState, Wave
from backend.campaigns.models import State as CampaignState
from backend.campaigns.reading import Fault, read
from backend.conversations.models import Channel, Conversation, Message, State
from backend.conversations.queries import last_said
from backend.hearing import consent
from backend.hearing.consent import Answer
from backend.recognition import service as recognition
from backend.replies import Act, EffectKind, Outcome, Turn, Utterance

# After these the bot waits for nothing.
_SETTLED = frozenset({Act.ANSWER, Act.SOLLICITATION, Act.TRACK, Act.OUT_OF_SCOPE, Act.SMALLTALK})
# Said when the bot understood nothing either: then it was meant as an answer.
_NOT_UNDERSTOOD = frozenset({"clarify", "clarify_again", "say_it_otherwise"})


class Interviews:
    """Hears the answers to a questionnaire; None leaves a message to the bot."""

    def __call__(
        self, session: Session, conversation: Conversation, message: Message, *, now: datetime
    ) -> Outcome | None:
        """Return what is said to an answer."""
        if conversation.interview_id is None or conversation.state is not State.BOT:
            return None
        here = _here(session, conversation, message.id or 0, now)
        if not _was_asked(session, message, here.interview):
            return None
        if here.campaign.state is CampaignState.ENDED:
            return Outcome((interviewing.leave(here, InterviewState.OVER),))
        asked = here.questionnaire.question(here.interview.asked or "")
        if asked is None:
            return self._accepted(here, message.text)
        said = read(asked, message.text)
        return Outcome(tuple(interviewing.hear(here, said))) if said else None

    def _accepted(self, here: Here, text: str) -> Outcome | None:
        """Begin for a yes to the invitation, leave in peace for a no; else the bot reads it."""
        answer = Answer.YES if text.strip(" .!") == "1" else consent.read(text)
        if answer is Answer.YES and here.conversation is not None:
            interviewing.leave_another(here.session, here.conversation, here.campaign, now=here.now)
            here.conversation.interview_id = here.interview.id
            here.interview.state, here.interview.heard_at = InterviewState.RUNNING, here.now
            return Outcome(tuple(interviewing.ask(here)))
        if answer in (Answer.NO, Answer.GIVE_UP):
            return Outcome((interviewing.leave(here, InterviewState.REFUSED),))
        return None


def _here(session: Session, conversation: Conversation, inbound: int, now: datetime) -> Here:
    interview = session.get_one(Interview, conversation.interview_id)
    campaign = session.get_one(Campaign, interview.campaign_id)
    questionnaire = service.questionnaire_of(session, campaign)
    return Here(session, conversation, interview, campaign, questionnaire, inbound, now)


def _was_asked(session: Session, message: Message, interview: Interview) -> bool:
    last = last_said(session, message)
    if last is None or last.inbound_id is None:
        return last is not None and last.id == interview.invitation_id
    return last.inbound_id == interview.asked_by


def _is_paused(session: Session, conversation: Conversation) -> bool:
    waits = queries.open_in(session, conversation.id)
    return waits is not None and conversation.interview_id is None


def resume(
    session: Session, conversation: Conversation, outcome: Outcome, *, inbound: int, now: datetime
) -> Outcome:
    """Put the question that waits again, after an answer of the bot that asks for nothing."""
    last = outcome.utterances[-1] if outcome.utterances else None
    if conversation.interview_id is None or conversation.state is not State.BOT or not last:
        return outcome
    here = _here(session, conversation, inbound, now)
    asked = here.questionnaire.question(here.interview.asked or "")
    if asked is None or here.campaign.state is CampaignState.ENDED:
        return outcome
    if last.response in _NOT_UNDERSTOOD:
        return Outcome(tuple(interviewing.hear(here, Fault.UNCLEAR)))
    leaves = any(effect.kind is EffectKind.REQUEST_PERSON for effect in outcome.effects)
    if last.asks or leaves or last.act not in _SETTLED:
        return outcome
    again = interviewing.ask(here, before="again")
    return replace(outcome, utterances=(*outcome.utterances, *again))


class Surveys:
    """What the bot does when the questionnaire is spoken of."""

    def reply(self, session: Session, turn: Turn, *, wish: str, now: datetime) -> Outcome:
        """Answer who wants to take part, refuses, or asks about it (`wish`)."""
        conversation = session.get_one(Conversation, turn.conversation)
        if wish == "refuse":
            return Outcome((self._refuse(session, conversation, turn, now),))
        campaign = self._asks(session, conversation)
        if campaign is None:
            response = "survey_welcome" if wish == "take_part" else "survey_explained"
            return Outcome((telling.say(response),))
        if wish == "take_part" or _is_paused(session, conversation):
            return Outcome(tuple(self._enter(session, conversation, campaign, turn, now)))
        return Outcome(tuple(self._explain(session, conversation, campaign, turn, now)))

    def _asks(self, session: Session, conversation: Conversation) -> Campaign | None:
        """Return the survey that asks whoever speaks; a test phase asks its own people only.

        Who was taken out of its sample is asked no more.
        """
        campaign = queries.running(session, conversation.landlord)
        case = self._case(session, conversation, campaign) if campaign is not None else None
        if campaign is None or (campaign.wave is Wave.TEST and case is None):
            return None
        return None if case is not None and case.outcome == EXCLUDED else campaign

    def _case(
        self, session: Session, conversation: Conversation, campaign: Campaign
    ) -> Case | None:
        person = recognition.recognised(session, conversation.id)
        return case_queries.case_of(session, campaign, person.id) if person and person.id else None

    def _enter(
        self,
        session: Session,
        conversation: Conversation,
        campaign: Campaign,
        turn: Turn,
        now: datetime,
    ) -> Sequence[Utterance]:
        case = self._case(session, conversation, campaign)
        return interviewing.enter(
            session, conversation, campaign, case, inbound=turn.inbound, now=now
        )

    def _explain(
        self,
        session: Session,
        conversation: Conversation,
        campaign: Campaign,
        turn: Turn,
        now: datetime,
    ) -> Sequence[Utterance]:
        here = (
            _here(session, conversation, turn.inbound, now) if conversation.interview_id else None
        )
        asked = here.questionnaire.question(here.interview.asked or "") if here else None
        if here is None or asked is None:
            questionnaire = service.questionnaire_of(session, campaign)
            core = conversation.channel is Channel.SMS
            return (telling.explaining(questionnaire, conversation.language, core=core),)
        helped = telling.helping(asked, conversation.language)
        return (*helped, *interviewing.ask(here))

    def _refuse(
        self, session: Session, conversation: Conversation, turn: Turn, now: datetime
    ) -> Utterance:
        if conversation.interview_id is None:
            waits = queries.open_in(session, conversation.id)
            conversation.interview_id = waits.id if waits else None
        if conversation.interview_id is None:
            return telling.say("survey_refused")
        here = _here(session, conversation, turn.inbound, now)
        return interviewing.leave(here, InterviewState.REFUSED)
