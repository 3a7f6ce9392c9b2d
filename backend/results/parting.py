"""What people agreed to is kept; all other answers are detached from them when a survey ends."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from random import SystemRandom
from uuid import uuid4

import structlog
from anyio import to_thread
from sqlmodel import Session

from backend.audit import service as audit
from backend.campaigns import queries as campaigns
from backend.campaigns import service as campaign_service
from backend.campaigns.models import Campaign, Interview
from backend.campaigns.path import Answers
from backend.clock import Clock
from backend.db import UnitOfWork
from backend.results import detaching, queries, service
from backend.results.models import SurveyParting, SurveyRecord
from backend.results.reading import Reading, reading_of
from backend.results.records import relevant
from backend.tenants import reaching
from backend.tenants.reaching import Manner

log = structlog.get_logger(__name__)
BY = "loge"
# An answer that was on its way when the survey ended has been written, or left out, by then.
_SETTLES = timedelta(minutes=1)


class Partings:
    """Looks each minute for what people agreed to, and for surveys that have ended.

    What was agreed to is taken up once: all of it at the first look and when a survey ends, else
    what came since the last look.
    """

    def __init__(self, begin: UnitOfWork, *, clock: Clock) -> None:
        self._begin, self._clock = begin, clock
        self._looked: dict[int, datetime] = {}

    async def run(self) -> None:
        """Keep what was agreed to, detach the rest, forget what is old."""
        parted = await to_thread.run_sync(self._run)
        if parted:
            log.info("answers of surveys were detached", surveys=parted)

    def _run(self) -> int:
        now = self._clock()
        with self._begin() as session:
            attached = {one.id or 0: one for one in queries.attached(session)}
            parted = sum(self._look(session, one, now) for one in attached.values())
            queries.forget_old_wishes(session, now.date())
            reaching.forget_old(session, now.date())
        self._looked |= dict.fromkeys(attached, now)
        return parted

    def _look(self, session: Session, campaign: Campaign, now: datetime) -> bool:
        """Keep what was agreed to in a survey; tell whether it has ended, and was parted."""
        last = self._looked.get(campaign.id or 0)
        ended = campaign.ended_at is not None and campaign.ended_at + _SETTLES <= now
        since = None if ended or last is None else last - _SETTLES
        keep_agreed(session, campaign, since=since, now=now)
        if ended:
            part(session, campaign, now=now)
        return ended


def keep_agreed(
    session: Session, campaign: Campaign, *, since: datetime | None = None, now: datetime
) -> None:
    """Keep what people of the sample agreed to that is kept with their name; said again, once.

    With `since`, only what was agreed to from then on is looked at.
    """
    questionnaire = campaign_service.questionnaire_of(session, campaign)
    reading = reading_of(questionnaire.id)
    if reading is None:
        return
    asked = reading.consent.question
    for interview, person_id in queries.agreeing(session, campaign, asked, since=since):
        if _until(reading, interview) >= now.date():
            given = campaigns.answers(session, interview)
            _keep(session, reading, interview, person_id, relevant(questionnaire, given))


def _until(reading: Reading, interview: Interview) -> date:
    return _agreed_at(interview).date() + timedelta(days=reading.keep_days)


def _agreed_at(interview: Interview) -> datetime:
    return interview.ended_at or interview.heard_at


def _keep(
    session: Session, reading: Reading, interview: Interview, person_id: int, answers: Answers
) -> None:
    agreed_at, until = _agreed_at(interview), _until(reading, interview)
    channels, needs = reading.channels_of(answers), reading.needs_of(answers)
    if reading.agreed(answers, reading.consent.writing):
        persona = reading.persona_of(answers)
        manner = Manner(persona.id, channels, persona.link_alone)
        reaching.keep(session, person_id, manner, agreed_at=agreed_at, until=until)
    else:
        reaching.forget(session, person_id, before=agreed_at)
    if needs and reading.agreed(answers, reading.consent.need):
        row = {
            "needs": needs,
            "channels": channels,
            "priority": reading.priority_of(answers),
            "agreed_at": agreed_at,
            "until": until,
        }
        queries.keep_wish(session, interview.campaign_id, person_id, row)


def part(session: Session, campaign: Campaign, *, now: datetime) -> None:
    """Detach the answers of a survey that has ended from who gave them, once, with its trace.

    They are written anew in an order drawn by chance, under names drawn by chance.
    """
    questionnaire = campaign_service.questionnaire_of(session, campaign)
    records = service.attached(session, campaign, questionnaire)
    outside = queries.volunteers(session, campaign)
    SystemRandom().shuffle(records)
    session.add_all(
        SurveyRecord(
            id=uuid4().hex,
            campaign_id=campaign.id or 0,
            mode=one.mode,
            is_counted=one.is_counted,
            dims=dict(one.dims),
            answers={code: list(numbers) for code, numbers in one.answers.items()},
        )
        for one in records
    )
    session.add(
        SurveyParting(campaign_id=campaign.id or 0, at=now, records=len(records), outside=outside)
    )
    gone = detaching.detach(session, campaign)
    _write_down(session, campaign, len(records), gone, now=now)
    session.flush()


def _write_down(
    session: Session, campaign: Campaign, records: int, gone: Sequence[int], *, now: datetime
) -> None:
    answers, messages = gone
    audit.write(
        session,
        landlord=campaign.landlord,
        by=BY,
        what="survey-answers-detached",
        about=f"survey {campaign.id}",
        new={
            "records": records,
            "answers": answers,
            "messages": messages,
            "wishes": len(queries.wishes(session, campaign)),
        },
        now=now,
    )
