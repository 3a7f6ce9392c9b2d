"""A test phase is forgotten when the field work begins: its answers, its people, its counters.

What people were told stands in their conversations; the campaign's row stays, with how many were
in it in the audit.
"""

from datetime import datetime

from sqlalchemy import Executable, delete, update
from sqlmodel import Session, col, func, select

from backend.audit import service as audit
from backend.campaigns.models import (
    Attempt,
    Campaign,
    Case,
    Interview,
    InterviewAnswer,
    State,
    SurveyLink,
)
from backend.conversations.models import Conversation
from backend.quotas import service as quotas


def purge(session: Session, test: Campaign, *, by: str, now: datetime) -> None:
    """End a test phase and delete what it holds, with a line in the audit."""
    interviews = select(Interview.id).where(Interview.campaign_id == test.id)
    cases = select(Case.id).where(Case.campaign_id == test.id)
    inside = col(InterviewAnswer.interview_id).in_(interviews)
    held = {
        "people": _count(session, select(func.count()).select_from(cases.subquery())),
        "interviews": _count(session, select(func.count()).select_from(interviews.subquery())),
        "answers": _count(session, select(func.count()).select_from(InterviewAnswer).where(inside)),
    }
    session.execute(
        update(Conversation)
        .where(col(Conversation.interview_id).in_(interviews))
        .values(interview_id=None)
    )
    for gone in (
        delete(SurveyLink).where(col(SurveyLink.interview_id).in_(interviews)),
        delete(InterviewAnswer).where(inside),
        delete(Interview).where(col(Interview.campaign_id) == test.id),
        delete(Attempt).where(col(Attempt.case_id).in_(cases)),
        delete(Case).where(col(Case.campaign_id) == test.id),
    ):
        session.execute(gone)
    plan_id, test.plan_id, test.cells = test.plan_id, None, None
    test.state, test.ended_at = State.ENDED, test.ended_at or now
    session.add(test)
    session.flush()
    if plan_id is not None:
        quotas.erase(session, plan_id)
    about = f"survey:{test.rehearses_id}"
    audit.write(
        session,
        landlord=test.landlord,
        by=by,
        what="survey-test-purged",
        about=about,
        new={"test": test.id, **held},
        now=now,
    )


def _count(session: Session, query: Executable) -> int:
    return int(session.execute(query).scalar_one())
