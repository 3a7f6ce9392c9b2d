"""The test phase: a survey that is not launched yet, tried on the landlord's own staff.

It is a campaign of its own, with its own sample, counters and exports, so nothing of it can be
counted in the field work; it is purged when that is launched.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from backend.campaigns import case_queries, links, queries, service
from backend.campaigns.errors import CampaignFixed, NoStaff
from backend.campaigns.models import Campaign, State, Wave
from backend.campaigns.service import AGENCY, Quota, Terms
from backend.quotas.models import Mode


@dataclass(frozen=True)
class Begun:
    """A test phase that runs, and the references of which there is no tenant."""

    test: Campaign
    unknown: Sequence[str]


def prepared(session: Session, campaign: Campaign, *, now: datetime) -> Campaign:
    """Return the test phase of a survey, made if there is none that has not ended.

    Raises CampaignFixed once the survey is launched.
    """
    if campaign.state is not State.DRAFT or campaign.wave is not Wave.FIELD:
        raise CampaignFixed
    found = [one for one in queries.rehearsals(session, campaign) if one.state is not State.ENDED]
    if found:
        return found[-1]
    test = service.prepare(
        session,
        landlord=campaign.landlord,
        name=campaign.name,
        wave=Wave.TEST,
        questionnaire=service.questionnaire_of(session, campaign),
        terms=Terms(by_sms=campaign.by_sms, by_phone=campaign.by_phone),
        now=now,
    )
    test.rehearses_id = campaign.id
    session.flush()
    return test


def begin(
    session: Session, campaign: Campaign, references: Sequence[str], *, now: datetime
) -> Begun:
    """Try a survey on tenants who work for the landlord, named by their references.

    Raises NoStaff where none of them is a tenant, CampaignFixed once it runs or the survey does,
    AnotherRuns while another one asks.
    """
    staff = {
        reference: (person, agency)
        for reference, person, agency in case_queries.people(session, campaign.landlord, references)
    }
    if not staff:
        raise NoStaff
    service.check_alone(session, campaign)
    test = prepared(session, campaign, now=now)
    people = [
        (person, {AGENCY: str(agency)} if agency is not None else {})
        for person, agency in staff.values()
    ]
    service.sample(session, test, people)
    placed = sum(bool(known) for _, known in people)
    quota = Quota(placed, [(AGENCY,)]) if placed else None
    service.launch(session, test, quota, now=now)
    return Begun(test, sorted(set(references) - set(staff)))


def try_oneself(
    session: Session, campaign: Campaign, *, agent_id: int | None, language: str, now: datetime
) -> str:
    """Return where whoever prepares a survey may answer it themselves, in its test phase.

    They are in no sample, so they take nobody's place. Raises CampaignFixed once it is launched.
    """
    test = campaign if campaign.wave is Wave.TEST else prepared(session, campaign, now=now)
    if test.state is State.ENDED:
        raise CampaignFixed
    interview = service.invited(session, test, mode=Mode.WEB, now=now)
    token, _ = links.draw(session, interview, language=language, agent_id=agent_id, now=now)
    return links.path(token)
