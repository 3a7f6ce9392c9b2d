"""What an applicant is told of the papers' clock, with the entry that sets the delay."""

from datetime import datetime

from backend.answers.phrases import moment
from backend.answers.telling import source_of
from backend.applicants import papers
from backend.applicants.models import ApplicantAccess
from backend.replies import Act, Button, Utterance
from knowledge import Knowledge, tenant_entry
from knowledge.model import Unit
from knowledge.render import render_value


def standing(
    access: ApplicantAccess,
    knowledge: Knowledge,
    language: str,
    now: datetime,
    buttons: tuple[Button, ...] = (),
) -> Utterance:
    """Return where an applicant's papers stand, when the code has been given."""
    if access.papers_due_at is None:
        return Utterance(Act.SMALLTALK, "applicant_code_known", buttons=buttons)
    if access.papers_received_at is not None:
        return Utterance(Act.SMALLTALK, "applicant_papers_received", buttons=buttons)
    return clock(access, access.papers_due_at, knowledge, language, now, buttons)


def clock(
    access: ApplicantAccess,
    due_at: datetime,
    knowledge: Knowledge,
    language: str,
    now: datetime,
    buttons: tuple[Button, ...] = (),
) -> Utterance:
    """Return until when the papers may come and how long that is, or that it is over."""
    found = papers.due(knowledge, access.landlord, access.papers_asked_at or due_at)
    sources = (source_of(tenant_entry(knowledge, found[1])),) if found else ()
    left = papers.hours_left(due_at, now)
    values = {
        "moment": moment(due_at, now, language),
        "left": render_value(Unit.HOURS, left, language),
    }
    name = "applicant_papers_due" if left else "applicant_papers_soon"
    if due_at <= now:
        name = "applicant_papers_late"
    return Utterance(Act.ANSWER, name, values, buttons=buttons, sources=sources)
