"""What the tables of the campaigns answer; `case_queries` has the people of a sample."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import func, or_
from sqlmodel import Session, col, select

from backend.campaigns.models import (
    OPEN,
    Campaign,
    Case,
    Interview,
    InterviewAnswer,
    InterviewState,
    QuestionnaireVersion,
    State,
    SurveyLink,
)
from backend.conversations.models import Channel, Conversation
from backend.outbox import silence
from backend.outbox.models import OptOut


def running(session: Session, landlord: str | None) -> Campaign | None:
    """Return the campaign that asks a landlord's tenants now; of whom names none, the only one."""
    query = select(Campaign).where(Campaign.state == State.RUNNING)
    if landlord is not None:
        query = query.where(Campaign.landlord == landlord)
    found = session.exec(query.order_by(col(Campaign.id)).limit(2)).all()
    return found[0] if len(found) == 1 else None


def of_landlord(session: Session, landlord: str) -> Sequence[Campaign]:
    """Return the campaigns of a landlord, the newest first."""
    query = select(Campaign).where(Campaign.landlord == landlord)
    return session.exec(query.order_by(col(Campaign.id).desc())).all()


def version(session: Session, sha256: str) -> QuestionnaireVersion | None:
    """Return a frozen questionnaire by what it says."""
    query = select(QuestionnaireVersion).where(QuestionnaireVersion.sha256 == sha256)
    return session.exec(query).first()


def asking_by_sms(session: Session) -> Sequence[Campaign]:
    """Return the campaigns that invite by SMS now, held: one process at a time sends a wave."""
    query = select(Campaign).where(Campaign.state == State.RUNNING, col(Campaign.by_sms))
    return session.exec(query.with_for_update(skip_locked=True)).all()


def over(session: Session, *, today: date) -> Sequence[Campaign]:
    """Return the campaigns whose last day is over and that have not ended, held."""
    asks = col(Campaign.state).in_((State.RUNNING, State.PAUSED))
    query = select(Campaign).where(asks, col(Campaign.ends_on) < today)
    return session.exec(query.with_for_update(skip_locked=True)).all()


def unforeseen(session: Session, *, since: datetime) -> Sequence[Campaign]:
    """Return the campaigns by quota that run and were last foreseen before a moment, held."""
    query = select(Campaign).where(
        Campaign.state == State.RUNNING,
        col(Campaign.plan_id).is_not(None),
        or_(col(Campaign.foreseen_at).is_(None), col(Campaign.foreseen_at) < since),
    )
    return session.exec(query.with_for_update(skip_locked=True)).all()


def rehearsals(session: Session, campaign: Campaign) -> Sequence[Campaign]:
    """Return the test phases of a survey, held."""
    query = select(Campaign).where(Campaign.rehearses_id == campaign.id)
    return session.exec(query.order_by(col(Campaign.id)).with_for_update()).all()


def tally(session: Session, campaign: Campaign) -> dict[tuple[str, bool | None], int]:
    """Return how many interviews stand where, and whether they fill the quotas."""
    query = (
        select(Interview.state, Interview.counted, func.count())
        .where(Interview.campaign_id == campaign.id)
        .group_by(col(Interview.state), col(Interview.counted))
    )
    return {(str(state), counted): number for state, counted, number in session.exec(query)}


def of_id(session: Session, landlord: str, campaign_id: int) -> Campaign | None:
    """Return a campaign of a landlord, held; None for another's."""
    query = select(Campaign).where(Campaign.id == campaign_id, Campaign.landlord == landlord)
    return session.exec(query.with_for_update()).first()


def interview_of(
    session: Session, campaign: Campaign, *, case: Case | None, conversation_id: str
) -> Interview | None:
    """Return the interview of a case, else the last one of a conversation, held."""
    query = select(Interview).where(Interview.campaign_id == campaign.id)
    if case is not None:
        query = query.where(Interview.case_id == case.id)
    else:
        query = query.where(Interview.conversation_id == conversation_id)
    return session.exec(query.order_by(col(Interview.id).desc()).with_for_update()).first()


def counted_since(session: Session, campaign: Campaign, moment: datetime) -> int:
    """Return how many interviews were counted since a moment."""
    query = select(func.count()).where(
        Interview.campaign_id == campaign.id,
        col(Interview.counted).is_(True),
        col(Interview.ended_at) >= moment,
    )
    return session.exec(query).one()


def interview_id_of(session: Session, case: Case) -> int | None:
    """Return the interview of a case, not held: whoever holds it holds its conversation first."""
    return session.exec(select(Interview.id).where(Interview.case_id == case.id)).first()


def link(session: Session, token_hash: str) -> SurveyLink | None:
    """Return the personal link of a token."""
    return session.exec(select(SurveyLink).where(SurveyLink.token_hash == token_hash)).first()


def stopped(session: Session) -> Sequence[tuple[Interview, Conversation]]:
    """Return the SMS interviews of people who said STOP since, to these or to more, held."""
    own = func.concat(f"{silence.CAMPAIGNS}:", Interview.campaign_id)
    query = (
        select(Interview, Conversation)
        .join(Conversation, col(Conversation.id) == Interview.conversation_id)
        .join(OptOut, col(OptOut.contact) == Conversation.contact)
        .where(
            Conversation.channel == Channel.SMS,
            OptOut.channel == Channel.SMS.value,
            col(OptOut.lifted_at).is_(None),
            or_(
                col(OptOut.scope).in_((silence.EVERYTHING, silence.CAMPAIGNS)),
                col(OptOut.scope) == own,
            ),
            col(Interview.state).in_((InterviewState.INVITED, *OPEN)),
        )
    )
    held = query.with_for_update(of=[Conversation, Interview], skip_locked=True)
    return session.exec(held).all()


def open_in(session: Session, conversation_id: str) -> Interview | None:
    """Return the interview that a conversation has not ended, held."""
    query = select(Interview).where(
        Interview.conversation_id == conversation_id, col(Interview.state).in_(OPEN)
    )
    return session.exec(query.with_for_update()).first()


def answers(session: Session, interview: Interview) -> dict[str, tuple[int, ...]]:
    """Return what somebody answered: of each question the last answer, unless it was taken back."""
    query = select(InterviewAnswer).where(InterviewAnswer.interview_id == interview.id)
    given = session.exec(query.order_by(col(InterviewAnswer.id))).all()
    last = {one.question: tuple(one.numbers) for one in given}
    return {question: numbers for question, numbers in last.items() if numbers}
