"""Sending a tenant or an applicant the link of a deposit page, on the channel that they read."""

from datetime import datetime

from sqlmodel import Session

from backend.agents.models import Agent
from backend.applicants import service as applicants
from backend.applicants.errors import AccessNotFound
from backend.console import requests_queries
from backend.conversations import writing
from backend.conversations.models import Channel, Conversation
from backend.deposits.errors import NobodyToWrite
from backend.deposits.models import Purpose
from backend.deposits.service import Deposits
from backend.notices.service import reachable
from backend.outbox.models import Purpose as SmsPurpose
from backend.replies import Utterance


def for_request(
    session: Session,
    deposits: Deposits,
    agent: Agent,
    sollicitation_id: int,
    *,
    purpose: Purpose,
    now: datetime,
) -> None:
    """Send a link for a request; raises SollicitationNotFound or NobodyToWrite."""
    filed = requests_queries.request(session, agent, sollicitation_id, now)
    talk = reachable(session, filed)
    if talk is None or not _is_ours(talk, agent):
        raise NobodyToWrite
    said = deposits.for_request(
        session, filed, talk, purpose=purpose, agent_id=agent.id or 0, now=now
    )
    _say(session, talk, said, agent, now)


def for_applicant(
    session: Session, deposits: Deposits, agent: Agent, access_id: int, *, now: datetime
) -> None:
    """Send a link for an applicant's papers, by SMS where a telephone is known.

    Raises AccessNotFound for an access that is closed, or NobodyToWrite.
    """
    access = applicants.of_landlord(session, agent.landlord, access_id)
    if access.revoked_at or access.expires_at <= now:
        raise AccessNotFound
    talks = [t for t in applicants.reached(session, access, now=now) if _is_ours(t, agent)]
    if not talks:
        raise NobodyToWrite
    talk = next((one for one in talks if one.channel is Channel.SMS), talks[0])
    said = deposits.for_applicant(session, access, talk, agent_id=agent.id or 0, now=now)
    _say(session, talk, said, agent, now)


def _is_ours(talk: Conversation, agent: Agent) -> bool:
    """A telephone that writes to another landlord now is not written to for this one."""
    return talk.landlord in (None, agent.landlord)


def _say(
    session: Session, talk: Conversation, said: Utterance, agent: Agent, now: datetime
) -> None:
    talk.landlord = agent.landlord
    writing.tell(
        session,
        talk,
        [said],
        purpose=SmsPurpose.AGENT,
        now=now,
    )
