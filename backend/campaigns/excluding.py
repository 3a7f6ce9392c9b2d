"""Somebody is taken out of a sample: a death, a departure, an error of the file."""

from datetime import datetime

from sqlmodel import Session

from backend.campaigns import case_queries, interviewing, queries, service
from backend.campaigns.errors import NotInSample
from backend.campaigns.interviewing import Here
from backend.campaigns.models import OPEN, Campaign, Case, InterviewState
from backend.conversations.models import Conversation

EXCLUDED = "excluded"
_ASKED = (InterviewState.INVITED, *OPEN)


def exclude(session: Session, campaign: Campaign, reference: str, *, now: datetime) -> None:
    """Ask a tenant, named by their reference, no more; an interview under way gives its place back.

    What they answered to the end stays counted. Raises NotInSample.
    """
    case = case_queries.case_of_reference(session, campaign, reference)
    if case is None:
        raise NotInSample
    _end_interview(session, campaign, case, now)
    case.outcome, case.appointment_at, case.next_at = EXCLUDED, None, None
    case.holder_id = case.held_until = None
    session.add(case)
    session.flush()


def _end_interview(session: Session, campaign: Campaign, case: Case, now: datetime) -> None:
    found = queries.interview_id_of(session, case)
    if found is None:
        return
    interview = interviewing.held(session, found)
    if interview.state not in _ASKED:
        return
    inside = interview.conversation_id
    talk = session.get_one(Conversation, inside) if inside else None
    mine = talk if talk is not None and talk.interview_id == interview.id else None
    questionnaire = service.questionnaire_of(session, campaign)
    here = Here(session, mine, interview, campaign, questionnaire, None, now)
    interviewing.leave(here, InterviewState.OVER)
