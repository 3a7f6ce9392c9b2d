"""One interview, step by step; the conversation is held by whoever calls."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from backend.campaigns import links, queries, service, telling
from backend.campaigns.models import (
    Campaign,
    Case,
    Interview,
    InterviewAnswer,
    InterviewState,
)
from backend.campaigns.path import Answers, Path, dimensions, follow
from backend.campaigns.places import Places
from backend.campaigns.questionnaire import Ending, Questionnaire
from backend.campaigns.reading import Fault, Given, Wish
from backend.conversations.models import Conversation
from backend.conversations.queries import locked
from backend.quotas.models import Mode
from backend.replies import Utterance

_ENDS: dict[Ending, InterviewState] = {
    "thanks": InterviewState.DONE,
    "quota_full": InterviewState.QUOTA_FULL,
    "out_of_scope": InterviewState.OUT_OF_SCOPE,
}


@dataclass(frozen=True)
class Here:
    """One step of an interview; without a conversation, it is asked `apart`, in `spoken`."""

    session: Session
    conversation: Conversation | None
    interview: Interview
    campaign: Campaign
    questionnaire: Questionnaire
    inbound: int | None
    now: datetime
    apart: Mode = Mode.PHONE
    spoken: str = "fr"

    @property
    def mode(self) -> Mode:
        """How somebody is asked."""
        return Mode(self.conversation.channel.value) if self.conversation else self.apart

    @property
    def language(self) -> str:
        """The language that is spoken; an agent reads out the French."""
        return self.conversation.language if self.conversation else self.spoken

    @property
    def by_sms(self) -> bool:
        """Whether it is read on a telephone that shows no buttons."""
        return self.mode is Mode.SMS

    def let_go(self) -> None:
        """Let the conversation wait for no answer any more."""
        if self.conversation is not None:
            self.conversation.interview_id = None

    def path(self) -> Path:
        """Return where the interview stands."""
        return follow(self.questionnaire, self.answers(), core=self.by_sms)

    def answers(self) -> Answers:
        """Return what was answered, each question's last answer."""
        return queries.answers(self.session, self.interview)

    def places(self) -> Places | None:
        """Return the places in the quotas of who is in the sample."""
        plan, case = self.campaign.plan_id, self.interview.case_id
        if plan is None or case is None:
            return None
        return Places(self.session, plan, self.session.get_one(Case, case), self.mode, self.now)


def held(session: Session, interview_id: int) -> Interview:
    """Return an interview, held after the conversation that it may be in, as an SMS holds them."""
    found = session.get_one(Interview, interview_id)
    if found.conversation_id is not None:
        locked(session, found.conversation_id)
    session.refresh(found, with_for_update=True)
    return found


def enter(
    session: Session,
    conversation: Conversation,
    campaign: Campaign,
    case: Case | None,
    *,
    inbound: int,
    now: datetime,
) -> list[Utterance]:
    """Begin the interview, or go on at the first question without an answer, wherever it began."""
    found = queries.interview_of(session, campaign, case=case, conversation_id=conversation.id)
    if found is not None and found.state in _ENDS.values():
        return [telling.say("survey_already")]
    leave_another(session, conversation, campaign, now=now)
    is_first = found is None or found.state is InterviewState.INVITED
    interview = found or service.invited(
        session,
        campaign,
        case_id=case.id if case else None,
        mode=Mode(conversation.channel.value),
        now=now,
    )
    # Who refused may change their mind.
    interview.conversation_id, interview.state = conversation.id, InterviewState.RUNNING
    interview.ended_at = interview.counted = None
    session.add(interview)
    session.flush()
    conversation.interview_id = interview.id
    questionnaire = service.questionnaire_of(session, campaign)
    here = Here(session, conversation, interview, campaign, questionnaire, inbound, now)
    asked = ask(here, before="" if is_first else "again")
    if found is not None:
        return asked
    return [telling.opening(questionnaire, conversation.language, core=here.by_sms), *asked]


def leave_another(
    session: Session, conversation: Conversation, campaign: Campaign, *, now: datetime
) -> None:
    """Leave what another campaign asks in a conversation: it asks for one at a time."""
    other = queries.open_in(session, conversation.id)
    if other is not None and other.campaign_id != campaign.id:
        asked = session.get_one(Campaign, other.campaign_id)
        questionnaire = service.questionnaire_of(session, asked)
        here = Here(session, conversation, other, asked, questionnaire, None, now)
        leave(here, InterviewState.OVER)
        session.flush()


def ask(here: Here, *, before: str = "") -> list[Utterance]:
    """Put the next question, or the last words."""
    step = advance(here)
    if isinstance(step, Path):
        return [telling.question(step, here.language, by_sms=here.by_sms, before=before)]
    last = telling.ending(here.questionnaire, step, here.language)
    return [last, *_more(here, step)]


def _more(here: Here, how: Ending) -> list[Utterance]:
    """Offer the questions that are not asked by SMS, on a page of their own."""
    whole = follow(here.questionnaire, here.answers(), core=False)
    if not here.by_sms or how != "thanks" or whole.next is None:
        return []
    return [links.told(here.session, here.interview, "survey_more", here.language, now=here.now)]


def advance(here: Here) -> Path | Ending:
    """Go to the next question; or end, as there is none, or no place in the quotas."""
    path = here.path()
    if not _has_place(here, path):
        return _end(here, "quota_full")
    if path.next is None:
        return _end(here, path.ending or "thanks")
    here.interview.asked, here.interview.asked_by = path.next.code, here.inbound
    return path


def _has_place(here: Here, path: Path) -> bool:
    """Hold the places of who is classed; once past those questions nobody is cut off."""
    places = here.places()
    dims = dimensions(here.questionnaire, here.answers())
    if (
        places is None
        or path.ending == "out_of_scope"
        or len(dims) < len(here.questionnaire.dimensions)
    ):
        return True
    held = places.hold(dims)
    return held or path.last is None or path.last.quota is None


def hear(here: Here, said: Given | Wish | Fault) -> list[Utterance]:
    """Take an answer, or do what is wished; the question is put again where it still waits."""
    asked = here.questionnaire.question(here.interview.asked or "")
    assert asked is not None  # noqa: S101 - a frozen questionnaire keeps its questions
    here.interview.heard_at, here.interview.state = here.now, InterviewState.RUNNING
    match said:
        case Given(numbers):
            write(here, asked.code, numbers)
            return ask(here)
        case Wish.PAUSE:
            return [leave(here, InterviewState.PAUSED)]
        case Wish.BACK:
            return _back(here)
        case Wish.HELP:
            return [*telling.helping(asked, here.language), *ask(here)]
        case Fault():
            return [telling.fault(said, asked), *ask(here)]


def _back(here: Here) -> list[Utterance]:
    last = here.path().last
    if last is None:
        return ask(here, before="first")
    write(here, last.code, ())
    return ask(here)


def write(here: Here, question: str, numbers: tuple[int, ...]) -> None:
    """Keep an answer; without numbers, take the one before it back."""
    here.session.add(
        InterviewAnswer(
            interview_id=here.interview.id or 0,
            question=question,
            numbers=list(numbers),
            message_id=here.inbound,
            answered_at=here.now,
        )
    )
    here.session.flush()


def leave(here: Here, state: InterviewState) -> Utterance:
    """Stop asking: for now, or for good."""
    here.interview.state = state
    here.let_go()
    if state is InterviewState.PAUSED:
        return telling.paused()
    here.interview.ended_at, here.interview.counted = here.now, False
    if places := here.places():
        places.free()
    return telling.say(f"survey_{state}")


def _end(here: Here, how: Ending) -> Ending:
    """End the interview; everybody is thanked alike, counted or not."""
    here.interview.state, here.interview.ended_at = _ENDS[how], here.now
    here.interview.asked = None
    here.let_go()
    here.interview.counted = _counted(here, how)
    return how


def _counted(here: Here, how: Ending) -> bool:
    places = here.places()
    if places is None:
        return False
    if how == "thanks":
        return places.count(dimensions(here.questionnaire, here.answers()))
    places.free()
    return False
