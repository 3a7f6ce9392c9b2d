"""Invitations by SMS, in waves, and reminders that disturb nothing."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

import structlog
from anyio import to_thread
from sqlmodel import Session

from backend.campaigns import case_queries, interviewing, queries, service, telling, waves
from backend.campaigns.interviewing import Here
from backend.campaigns.models import Campaign, Case, Interview, InterviewState
from backend.campaigns.waves import Candidate
from backend.clock import Clock
from backend.conversations import service as conversations
from backend.conversations import writing
from backend.conversations.models import Channel, Conversation, State
from backend.db import UnitOfWork
from backend.library.edition import Holds
from backend.outbox import silence
from backend.outbox.models import Purpose
from backend.quotas import service as quotas
from backend.quotas.models import Mode
from backend.replies import Utterance
from backend.tenants.models import Person
from channels.phone import is_mobile

log = structlog.get_logger(__name__)
_BETWEEN_WAVES = timedelta(hours=24)
_BETWEEN_REMINDERS = timedelta(days=3)
_REMINDERS = 2
# Whoever wrote, of anything at all, or answered a question lately is left in peace.
_PEACE = timedelta(hours=24)


class Inviting:
    """Looks each minute whether a wave or a reminder is due, for campaigns that ask by SMS."""

    def __init__(self, begin: UnitOfWork, library: Holds, *, clock: Clock) -> None:
        self._begin, self._library, self._clock = begin, library, clock

    async def run(self) -> None:
        """Heed STOP, then invite and remind; what leaves keeps to the hours of notices."""
        told = await to_thread.run_sync(self._run)
        if told:
            log.info("people were invited or reminded", number=told)

    def _run(self) -> int:
        with self._begin() as session:
            heed(session, now=self._clock())
            asking = queries.asking_by_sms(session)
            return sum(self._ask(session, one) for one in asking)

    def _ask(self, session: Session, campaign: Campaign) -> int:
        names = self._library.knowledge.landlords
        who = names[campaign.landlord].name if campaign.landlord in names else campaign.landlord
        now = self._clock()
        return invite(session, campaign, who, now=now) + remind(session, campaign, who, now=now)


def heed(session: Session, *, now: datetime) -> int:
    """Take a STOP for the refusal that it is: nothing waits for them, their place is another's."""
    found = {interview.id: (interview, talk) for interview, talk in queries.stopped(session)}
    for interview, talk in found.values():
        campaign = session.get_one(Campaign, interview.campaign_id)
        questionnaire = service.questionnaire_of(session, campaign)
        here = Here(session, talk, interview, campaign, questionnaire, None, now)
        interviewing.leave(here, InterviewState.REFUSED)
    return len(found)


def invite(session: Session, campaign: Campaign, who: str, *, now: datetime) -> int:
    """Send the next wave, a day after the last one; return how many are invited.

    Nobody is invited before the first day, on a landline, after STOP, while they write to us, or
    into a full quota.
    """
    if not service.has_begun(campaign, now):
        return 0
    last = case_queries.last_wave(session, campaign)
    if last is not None and last > now - _BETWEEN_WAVES:
        return 0
    asked = {
        case.id or 0: (case, person)
        for case, person in case_queries.never_invited(session, campaign)
    }
    chosen = _wave(session, campaign, [case for case, _ in asked.values()])
    questionnaire = service.questionnaire_of(session, campaign)
    invited = 0
    for case_id in chosen:
        case, person = asked[case_id]
        talk = _free_to_ask(session, campaign, person, now=now)
        if talk is None:
            continue
        interview = service.invited(
            session,
            campaign,
            case_id=case_id,
            conversation_id=talk.id,
            mode=Mode(talk.channel.value),
            now=now,
        )
        said = telling.invitation(questionnaire, talk.language, who)
        _tell(session, case, interview, talk, [said], now=now)
        case.invited_at = now
        invited += 1
    return invited


def _wave(session: Session, campaign: Campaign, cases: Sequence[Case]) -> list[int]:
    if campaign.plan_id is None:
        return [case.id or 0 for case in cases]
    counters = quotas.standing(session, campaign.plan_id)
    need = {
        one.id or 0: 0 if one.closed else one.cap - one.completed - one.reserved for one in counters
    }
    falls_in = {one.id or 0: one.dims.items() for one in counters}
    candidates = [
        Candidate(
            case.id or 0,
            frozenset(n for n, dims in falls_in.items() if dims <= case.known.items()),
        )
        for case in cases
    ]
    answered, asked = case_queries.yield_of(session, campaign)
    return waves.wave(candidates, need, waves.likely_rate(answered, asked))


def _free_to_ask(
    session: Session, campaign: Campaign, person: Person, *, now: datetime
) -> Conversation | None:
    """Return where somebody may be asked by SMS now; None where they may not."""
    phone = person.phone or ""
    if not is_mobile(phone) or silence.is_opted_out(
        session, channel=Channel.SMS.value, contact=phone, scope=silence.campaign(campaign.id or 0)
    ):
        return None
    talk = conversations.reach_by_sms(
        session, contact=phone, landlord=campaign.landlord, language=person.language, now=now
    )
    if talk is None or talk.opened_at == now:
        return talk
    in_peace = talk.updated_at > now - _PEACE
    return None if in_peace or talk.state is not State.BOT or talk.interview_id else talk


def _tell(
    session: Session,
    case: Case,
    interview: Interview,
    talk: Conversation,
    said: Sequence[Utterance],
    *,
    now: datetime,
) -> None:
    """Write to somebody; what they answer to the last of it is heard as an answer."""
    messages = writing.tell(
        session,
        talk,
        said,
        purpose=Purpose.CAMPAIGN,
        about=silence.campaign(interview.campaign_id),
        now=now,
    )
    interview.invitation_id = messages[-1].id
    talk.interview_id, talk.updated_at = interview.id, now
    case.told, case.told_at = case.told + 1, now


def remind(session: Session, campaign: Campaign, who: str, *, now: datetime) -> int:
    """Remind those who were invited or stopped half-way, twice at most; return how many."""
    questionnaire = service.questionnaire_of(session, campaign)
    reminded = 0
    for case, interview, talk in _silent(session, campaign, now=now):
        here = Here(session, talk, interview, campaign, questionnaire, None, now)
        _tell(session, case, interview, talk, _reminder(here, who), now=now)
        reminded += 1
    return reminded


def _reminder(here: Here, who: str) -> Sequence[Utterance]:
    """Return the invitation once more, or the question that still waits for its answer."""
    language = here.language
    if here.interview.state is InterviewState.INVITED:
        return [telling.invitation(here.questionnaire, language, who, again=True)]
    here.interview.state = InterviewState.RUNNING
    return [telling.say("survey_unfinished", who=who), *interviewing.ask(here)]


def _silent(
    session: Session, campaign: Campaign, *, now: datetime
) -> Iterator[tuple[Case, Interview, Conversation]]:
    found = case_queries.silent(
        session, campaign, before=now - _BETWEEN_REMINDERS, told_up_to=1 + _REMINDERS
    )
    for case, interview in found:
        talk = session.get_one(Conversation, interview.conversation_id)
        silent = silence.is_opted_out(
            session,
            channel=talk.channel.value,
            contact=talk.contact,
            scope=silence.campaign(campaign.id or 0),
        )
        here = talk.channel is Channel.SMS and talk.interview_id in (None, interview.id)
        if here and not silent and talk.state is State.BOT and talk.updated_at <= now - _PEACE:
            yield case, interview, talk
