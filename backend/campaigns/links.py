"""Personal links to a questionnaire: drawn, told, sent by an agent; only their hash is kept."""

from datetime import datetime, timedelta

from sqlmodel import Session

from backend import tokens
from backend.answers.phrases import moment
from backend.campaigns import queries, service, telling
from backend.campaigns.errors import NobodyToSend
from backend.campaigns.models import Campaign, Case, Interview, SurveyLink
from backend.config import get_settings
from backend.conversations import service as conversations
from backend.conversations import writing
from backend.conversations.models import Channel
from backend.outbox import silence
from backend.outbox.models import Purpose
from backend.quotas.models import Mode
from backend.replies import Utterance
from backend.tenants.models import Person
from channels.phone import is_mobile

HERE = "/enquete"


def draw(
    session: Session,
    interview: Interview,
    *,
    language: str,
    agent_id: int | None = None,
    now: datetime,
) -> tuple[str, SurveyLink]:
    """Make a link for an interview; return its token, which is kept nowhere."""
    token = tokens.draw()
    link = SurveyLink(
        token_hash=tokens.hashed(token),
        interview_id=interview.id or 0,
        language=language,
        agent_id=agent_id,
        created_at=now,
        expires_at=now + timedelta(days=get_settings().survey_link_days),
    )
    session.add(link)
    session.flush()
    return token, link


def path(token: str) -> str:
    """Return where the page of a token stands, on this product."""
    return f"{HERE}/{token}"


def _address(token: str) -> str:
    return f"{get_settings().public_base}{path(token)}"


def told(
    session: Session, interview: Interview, response: str, language: str, *, now: datetime
) -> Utterance:
    """Return a response that gives a new link, with the moment until which it works."""
    token, link = draw(session, interview, language=language, now=now)
    return telling.say(response, url=_address(token), until=moment(link.expires_at, now, language))


def send(
    session: Session, campaign: Campaign, case: Case, who: str, *, agent_id: int, now: datetime
) -> None:
    """Send somebody of the sample their link by SMS, as an agent who talks to them was asked to.

    Raises NobodyToSend for a landline, after STOP, and where their telephone talks to another
    landlord.
    """
    person = session.get_one(Person, case.person_id)
    phone = person.phone or ""
    scope = silence.campaign(campaign.id or 0)
    if not is_mobile(phone) or silence.is_opted_out(
        session, channel=Channel.SMS.value, contact=phone, scope=scope
    ):
        raise NobodyToSend
    talk = conversations.reach_by_sms(
        session, contact=phone, landlord=campaign.landlord, language=person.language, now=now
    )
    if talk is None:
        raise NobodyToSend
    interview = interview_of(session, campaign, case, now=now)
    token, link = draw(session, interview, language=talk.language, agent_id=agent_id, now=now)
    until = moment(link.expires_at, now, talk.language)
    writing.tell(
        session,
        talk,
        [telling.say("survey_link", who=who, url=_address(token), until=until)],
        purpose=Purpose.AGENT,
        about=scope,
        now=now,
    )


def interview_of(session: Session, campaign: Campaign, case: Case, *, now: datetime) -> Interview:
    """Return the interview of a case; not begun by anybody, it waits for its first answer."""
    found = queries.interview_of(session, campaign, case=case, conversation_id="")
    return found or service.invited(session, campaign, case_id=case.id, mode=Mode.WEB, now=now)
