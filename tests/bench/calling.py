"""Out of a million people, who is called next; and what a supervisor's page takes beside it."""

import time
from datetime import UTC, datetime, timedelta
from itertools import cycle, islice

from sqlalchemy import text
from sqlmodel import Session, select

from backend.campaigns import service, supervision, telephoning
from backend.campaigns.models import Campaign
from backend.db import UnitOfWork
from tests.backend.campaigns.people import prepared
from tests.backend.conversations.people import agent
from tests.bench.figures import figure, percentile

PEOPLE, AGENTS, CALLS = 1_000_000, 30, 900
SIZE = 600
# As many as 1 000 answers cost, at the yield of a real telephone survey.
INTERVIEWS, LOOKS = 8_300, 200
MARGINS = [("agency",), ("agency", "age"), ("agency", "csp")]
# A Tuesday, in the hours in which people are called.
TEN = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
_PEOPLE = text(
    """
    INSERT INTO person (landlord, name, phone, dwelling, language)
    SELECT 'office64', 'P', '+33639980000', '', 'fr' FROM generate_series(1, :people)
    """
)
_CASES = text(
    """
    INSERT INTO campaign_case (campaign_id, person_id, known, cell, draw, told, attempts)
    SELECT :campaign, id,
        jsonb_build_object('agency', a, 'age', g, 'csp', s),
        format('age=%s|agency=%s|csp=%s', g, a, s), random(), 0, 0
    FROM (
        SELECT id, (id % 3 + 1)::text a, (id % 5 + 1)::text g, (id % 8 + 1)::text s FROM person
    ) AS people
    """
)


_INTERVIEWS = text(
    """
    INSERT INTO interview (campaign_id, case_id, mode, state, counted, begun_at, heard_at)
    SELECT :campaign, id, 'phone',
        (ARRAY['done', 'done', 'refused', 'quota_full', 'running'])[id % 5 + 1], id % 5 = 0,
        now(), now()
    FROM campaign_case WHERE campaign_id = :campaign ORDER BY id LIMIT :interviews
    """
)


def _fill(session: Session) -> int:
    """Write a million people into the sample of a campaign that runs; return its id."""
    session.execute(_PEOPLE, {"people": PEOPLE})
    campaign = prepared(session, name="A million")
    session.execute(_CASES, {"campaign": campaign.id})
    service.launch(session, campaign, service.Quota(SIZE, MARGINS), now=TEN)
    session.execute(text("ANALYZE campaign_case"))
    return campaign.id or 0


def _call(begin: UnitOfWork, campaign_id: int, agent_id: int, now: datetime) -> float:
    """Take the next case and write down that nobody answered; return the seconds of the first."""
    began = time.perf_counter()
    with begin() as session:
        campaign = session.exec(select(Campaign).where(Campaign.id == campaign_id)).one()
        found = telephoning.next_case(session, campaign, agent_id, now=now)
    took = time.perf_counter() - began
    assert found is not None
    with begin() as session:
        campaign = session.exec(select(Campaign).where(Campaign.id == campaign_id)).one()
        telephoning.conclude(session, campaign, agent_id, "no_answer", now=now)
    return took


def _look(begin: UnitOfWork, campaign_id: int) -> float:
    """Read what the page of a survey shows; return the seconds."""
    began = time.perf_counter()
    with begin() as session:
        campaign = service.of_landlord(session, "office64", campaign_id)
        supervision.lines(session, campaign)
        supervision.figures(session, campaign)
    return time.perf_counter() - began


def _bare(begin: UnitOfWork) -> float:
    began = time.perf_counter()
    with begin() as session:
        session.execute(text("UPDATE agent SET language = language WHERE id = 1"))
    return time.perf_counter() - began


def measure(begin: UnitOfWork) -> None:
    """Print how long the next case takes, beside a bare commit in the same run."""
    began = time.monotonic()
    with begin() as session:
        agents = [agent(session, login=f"caller{number}") for number in range(AGENTS)]
        campaign_id = _fill(session)
    figure("contacts", PEOPLE, "people")
    figure("contacts_written_s", time.monotonic() - began, "s")
    took, bare = [], []
    for number, agent_id in enumerate(islice(cycle(agents), CALLS)):
        took.append(_call(begin, campaign_id, agent_id, TEN + timedelta(seconds=number)))
        bare.append(_bare(begin))
    figure("next_case_p50_ms", percentile(took, 0.5) * 1000, "ms")
    figure("next_case_p99_ms", percentile(took, 0.99) * 1000, "ms")
    figure("bare_commit_p99_ms", percentile(bare, 0.99) * 1000, "ms")
    with begin() as session:
        session.execute(_INTERVIEWS, {"campaign": campaign_id, "interviews": INTERVIEWS})
        session.execute(text("ANALYZE interview"))
    shown = [_look(begin, campaign_id) for _ in range(LOOKS)]
    figure("dashboard_p50_ms", percentile(shown, 0.5) * 1000, "ms")
    figure("dashboard_p99_ms", percentile(shown, 0.99) * 1000, "ms")
