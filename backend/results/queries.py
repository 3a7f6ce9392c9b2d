"""What the tables of the campaigns and of the results answer; the campaigns' are only read."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import exists, or_, text
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session, col, delete, func, select

from backend.campaigns.models import (
    Campaign,
    Case,
    Interview,
    InterviewAnswer,
    InterviewState,
    State,
    Wave,
)
from backend.campaigns.path import Answers
from backend.results.models import SurveyParting, SurveyRecord, SurveyWish
from backend.tenants.models import Person, Residence


def parting(session: Session, campaign: Campaign) -> SurveyParting | None:
    """Return when the answers of a campaign were detached; None while they are not."""
    return session.get(SurveyParting, campaign.id)


def detached(session: Session, campaign: Campaign) -> Sequence[SurveyRecord]:
    """Return the answers that were detached."""
    return session.exec(select(SurveyRecord).where(SurveyRecord.campaign_id == campaign.id)).all()


def finished(
    session: Session, campaign: Campaign
) -> Sequence[tuple[Interview, Mapping[str, str] | None]]:
    """Return the finished interviews, each with what the file knows; None of who is no part."""
    query = (
        select(Interview, Case.known)
        .outerjoin(Case, col(Case.id) == Interview.case_id)
        .where(Interview.campaign_id == campaign.id, Interview.state == InterviewState.DONE)
    )
    return session.exec(query.order_by(col(Interview.id))).all()


def answers(session: Session, campaign: Campaign) -> dict[int, Answers]:
    """Return what was answered in each interview: of each question the last answer."""
    query = (
        select(InterviewAnswer.interview_id, InterviewAnswer.question, InterviewAnswer.numbers)
        .join(Interview, col(Interview.id) == InterviewAnswer.interview_id)
        .where(Interview.campaign_id == campaign.id)
        .order_by(col(InterviewAnswer.id))
    )
    last: dict[int, dict[str, tuple[int, ...]]] = {}
    for interview, question, numbers in session.exec(query):
        last.setdefault(interview, {})[question] = tuple(numbers)
    return {
        interview: {question: numbers for question, numbers in given.items() if numbers}
        for interview, given in last.items()
    }


def volunteers(session: Session, campaign: Campaign) -> int:
    """Return how many answered to the end without being in the sample."""
    query = select(func.count()).where(
        Interview.campaign_id == campaign.id,
        Interview.state == InterviewState.DONE,
        col(Interview.case_id).is_(None),
    )
    return session.exec(query).one()


_STANDINGS = text(
    """
    SELECT i.state, coalesce(c.outcome, last.outcome), count(*)
    FROM campaign_case c
    LEFT JOIN interview i ON i.case_id = c.id
    LEFT JOIN LATERAL (
        SELECT a.outcome FROM campaign_attempt a WHERE a.case_id = c.id ORDER BY a.id DESC LIMIT 1
    ) last ON true
    WHERE c.campaign_id = :campaign
    GROUP BY 1, 2
    """
)


def standings(session: Session, campaign: Campaign) -> Sequence[tuple[str | None, str | None, int]]:
    """Return how many cases have an interview in which state, and came to what by telephone."""
    rows = session.execute(_STANDINGS, {"campaign": campaign.id})
    return [(state, outcome, number) for state, outcome, number in rows]


def campaign_of(session: Session, landlord: str, campaign_id: int) -> Campaign | None:
    """Return a campaign of a landlord to read, not held; None for another's."""
    query = select(Campaign).where(Campaign.id == campaign_id, Campaign.landlord == landlord)
    return session.exec(query).first()


def attached(session: Session) -> Sequence[Campaign]:
    """Return the campaigns whose answers are not detached yet, held: one process at a time.

    A test phase is none: what staff answer in it is purged whole, and wished for by nobody.
    """
    parted = exists().where(col(SurveyParting.campaign_id) == col(Campaign.id))
    query = select(Campaign).where(
        Campaign.state != State.DRAFT, Campaign.wave == Wave.FIELD, ~parted
    )
    return session.exec(query.order_by(col(Campaign.id)).with_for_update(skip_locked=True)).all()


def agreeing(
    session: Session, campaign: Campaign, question: str, *, since: datetime | None
) -> Sequence[tuple[Interview, int]]:
    """Return the finished interviews of the sample that were asked to agree, with who it was.

    Since a moment: those that ended, or were asked, from then on. Nobody who was erased: of them
    the numbers stay, without a name.
    """
    mine = col(InterviewAnswer.interview_id) == col(Interview.id)
    asked = mine & (col(InterviewAnswer.question) == question)
    query = (
        select(Interview, Case.person_id)
        .join(Case, col(Case.id) == Interview.case_id)
        .join(Person, col(Person.id) == Case.person_id)
        .where(
            Interview.campaign_id == campaign.id,
            Interview.state == InterviewState.DONE,
            Person.name != "",
            exists().where(asked),
        )
    )
    if since is not None:
        lately = exists().where(asked, col(InterviewAnswer.answered_at) >= since)
        query = query.where(or_(col(Interview.ended_at) >= since, lately))
    return session.exec(query.order_by(col(Interview.id))).all()


def keep_wish(session: Session, campaign_id: int, person_id: int, row: Mapping[str, Any]) -> None:
    """Keep what somebody would like, once for each survey."""
    made = insert(SurveyWish).values(campaign_id=campaign_id, person_id=person_id, **row)
    session.execute(made.on_conflict_do_nothing(constraint="one_wish_per_person"))


def wishes(
    session: Session, campaign: Campaign
) -> Sequence[tuple[SurveyWish, Person, Residence | None]]:
    """Return what people of a survey would like, who agreed to be called back about it."""
    query = (
        select(SurveyWish, Person, Residence)
        .join(Person, col(Person.id) == SurveyWish.person_id)
        .outerjoin(Residence, col(Residence.id) == Person.residence_id)
        .where(SurveyWish.campaign_id == campaign.id)
    )
    return session.exec(query.order_by(Person.name, col(SurveyWish.id))).all()


def forget_old_wishes(session: Session, day: date) -> None:
    """Forget what was to be kept until before a day."""
    session.execute(delete(SurveyWish).where(col(SurveyWish.until) < day))
