"""The questionnaire on a page of its own: the same path and places, without a conversation.

Who holds the link answers one interview, from wherever it stands. Nothing is said there of who it
is, and once it is over only its last words are.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from backend import tokens
from backend.campaigns import interviewing, queries, service
from backend.campaigns.calling import rules
from backend.campaigns.errors import SurveyLinkUnknown
from backend.campaigns.interviewing import Here
from backend.campaigns.models import (
    OPEN,
    Campaign,
    Case,
    Interview,
    InterviewState,
    State,
    SurveyLink,
)
from backend.campaigns.path import Path
from backend.campaigns.questionnaire import Question
from backend.campaigns.reading import Fault, Given, checked
from backend.conversations.queries import locked
from backend.quotas.models import Mode

_BEGINS = (InterviewState.INVITED, *OPEN)


@dataclass(frozen=True)
class Opened:
    """What a link opens: where the interview stands, or how it is `over`.

    `more`: the short form was answered to its end, and the rest may be answered beside it.
    """

    link: SurveyLink
    here: Here
    path: Path
    over: InterviewState | None
    more: bool = False

    @property
    def is_untouched(self) -> bool:
        """Whether nothing was answered yet."""
        return not self.path.asked

    def asked(self, code: str | None) -> Question | None:
        """Return the question to show: one that may still be answered again, else the next."""
        return next((one for one in self.again if one.code == code), self.path.next)

    @property
    def again(self) -> Sequence[Question]:
        """The answered questions that may be answered again; of the short form, none any more."""
        return [one for one in self.path.asked if not (self.more and one.core)]

    def before(self, question: Question) -> Question | None:
        """Return the question that one may go back to from a question."""
        codes = [one.code for one in self.again]
        at = codes.index(question.code) if question.code in codes else len(codes)
        return self.again[at - 1] if at else None


def opened(session: Session, token: str, *, language: str | None = None, now: datetime) -> Opened:
    """Return what a token opens; the interview is held.

    Raises SurveyLinkUnknown for an unknown token as for one whose time is over, after the same
    work.
    """
    link = queries.link(session, tokens.hashed(token))
    if link is None or link.expires_at <= now:
        raise SurveyLinkUnknown
    interview = interviewing.held(session, link.interview_id)
    campaign = session.get_one(Campaign, interview.campaign_id)
    here = Here(
        session,
        None,
        interview,
        campaign,
        service.questionnaire_of(session, campaign),
        None,
        now,
        apart=Mode.WEB,
        spoken=language or link.language,
    )
    path = here.path()
    more = interview.state is InterviewState.DONE and path.next is not None
    over = _over(session, interview, campaign, more=more)
    return Opened(link, here, path, over, more and over is None)


def _over(
    session: Session, interview: Interview, campaign: Campaign, *, more: bool
) -> InterviewState | None:
    if campaign.state is State.ENDED:
        return InterviewState.OVER if interview.state in _BEGINS else interview.state
    if interview.state not in _BEGINS:
        return None if more else interview.state
    case = session.get(Case, interview.case_id) if interview.case_id else None
    ended = case is not None and case.outcome is not None
    if ended and case and rules().outcomes[case.outcome or ""].again is None:
        return InterviewState.OVER
    return None


def answer(
    session: Session, token: str, code: str, numbers: Sequence[int], *, now: datetime
) -> Fault | None:
    """Keep an answer; Fault: it fits no choice, and nothing is changed.

    Sent again, or to a question that is not asked any more, it changes nothing either. Raises
    SurveyLinkUnknown.
    """
    found = opened(session, token, now=now)
    asked = found.asked(code)
    if found.over is not None or asked is None or asked.code != code:
        return None
    said = checked(asked, numbers)
    if not isinstance(said, Given):
        return said
    here = found.here
    if here.answers().get(code) != said.numbers:
        interviewing.write(here, code, said.numbers)
    if not found.more:
        _leaves_conversation(here)
        here.interview.state, here.interview.mode = InterviewState.RUNNING, Mode.WEB.value
        here.interview.heard_at = now
        interviewing.advance(here)
    return None


def refuse(session: Session, token: str, *, now: datetime) -> None:
    """Take that somebody does not want to answer; the link has ended. Raises SurveyLinkUnknown."""
    found = opened(session, token, now=now)
    if found.over is None and not found.more:
        _leaves_conversation(found.here)
        interviewing.leave(found.here, InterviewState.REFUSED)


def _leaves_conversation(here: Here) -> None:
    """Let the SMS that asked before wait for no answer any more."""
    inside = here.interview.conversation_id
    talk = locked(here.session, inside) if inside else None
    if talk is not None and talk.interview_id == here.interview.id:
        talk.interview_id = None
