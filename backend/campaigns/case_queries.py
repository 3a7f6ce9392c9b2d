"""Questions about the people of a sample: who is in it, who is next, who may still be asked."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, time

from sqlalchemy import exists, func, or_, text
from sqlmodel import Session, col, select, update

from backend.agents.models import Agent
from backend.campaigns.calling import Part
from backend.campaigns.models import OPEN, Attempt, Campaign, Case, Interview, InterviewState
from backend.db import driver_of
from backend.quotas.models import Lease, LeaseState
from backend.tenants.models import Person, Residence


def last_wave(session: Session, campaign: Campaign) -> datetime | None:
    """Return when people were invited last."""
    query = select(func.max(Case.invited_at)).where(Case.campaign_id == campaign.id)
    return session.exec(query).one()


def never_invited(session: Session, campaign: Campaign) -> Sequence[tuple[Case, Person]]:
    """Return who was never asked, in an order that has nothing to do with who they are."""
    begun = exists().where(col(Interview.case_id) == Case.id)
    query = (
        select(Case, Person)
        .join(Person)
        .where(
            Case.campaign_id == campaign.id,
            col(Case.invited_at).is_(None),
            col(Case.outcome).is_(None),
            ~begun,
        )
        .order_by(col(Case.draw))
    )
    return session.exec(query).all()


def yield_of(session: Session, campaign: Campaign) -> tuple[int, int]:
    """Return how many of those invited answered to the end, and how many were invited."""
    done = func.count().filter(col(Interview.state) == InterviewState.DONE)
    query = (
        select(done, func.count())
        .select_from(Case)
        .join(Interview, col(Interview.case_id) == Case.id)
        .where(Case.campaign_id == campaign.id, col(Case.invited_at).is_not(None))
    )
    return session.exec(query).one()


def silent(
    session: Session, campaign: Campaign, *, before: datetime, told_up_to: int
) -> Sequence[tuple[Case, Interview]]:
    """Return who was told something before a moment, not too often, and has not ended since."""
    waiting = (InterviewState.INVITED, *OPEN)
    query = (
        select(Case, Interview)
        .join(Interview, col(Interview.case_id) == Case.id)
        .where(
            Case.campaign_id == campaign.id,
            col(Case.outcome).is_(None),
            col(Case.told_at) <= before,
            Case.told < told_up_to,
            col(Interview.state).in_(waiting),
            col(Interview.heard_at) <= before,
        )
    )
    return session.exec(query.order_by(col(Case.id))).all()


def people(
    session: Session, landlord: str, references: Sequence[str] | None = None
) -> Sequence[tuple[str, int, int | None]]:
    """Return the reference of each tenant of a landlord, with their id and their agency's.

    With `references`, of those tenants only.
    """
    query = (
        select(Person.reference, Person.id, Residence.agency_id)
        .outerjoin(Residence, col(Residence.id) == Person.residence_id)
        .where(Person.landlord == landlord, col(Person.reference).is_not(None))
    )
    if references is not None:
        query = query.where(col(Person.reference).in_(references))
    return [(str(reference), id_ or 0, agency) for reference, id_, agency in session.exec(query)]


# A sample may be a million people.
_COPY = """
    COPY campaign_case (campaign_id, person_id, known, cell, draw, told, attempts) FROM STDIN
"""


def copy_cases(
    session: Session,
    campaign: Campaign,
    drawn: Iterable[tuple[int, Mapping[str, str], str, float]],
) -> None:
    """Add people to a sample: who, their known categories, these in one name, and their draw."""
    # A COPY keeps the connection to itself: what drawing them may ask is asked before.
    rows = list(drawn)
    session.flush()
    with driver_of(session).cursor().copy(_COPY) as copy:
        for person, known, cell, draw in rows:
            copy.write_row((campaign.id, person, json.dumps(dict(known)), cell, draw, 0, 0))


# One case of a combination of categories, the least tried first; what another agent looks at is
# passed over, and so is who was called in this part of the day already.
_NEXT = text(
    """
    SELECT c.id FROM campaign_case c
    WHERE c.campaign_id = :campaign AND c.cell = :cell AND c.outcome IS NULL
      AND (c.held_until IS NULL OR c.held_until <= :now)
      AND (c.next_at IS NULL OR c.next_at <= :now) AND c.appointment_at IS NULL
      AND EXISTS (SELECT FROM person p WHERE p.id = c.person_id AND p.phone IS NOT NULL)
      AND NOT EXISTS (
        SELECT FROM interview i WHERE i.case_id = c.id
        AND (i.state NOT IN ('invited', 'running', 'paused')
             OR (i.conversation_id IS NOT NULL AND i.heard_at > :lately AND i.state = 'running'))
      )
      AND (c.attempts = 0 OR NOT EXISTS (
        SELECT FROM campaign_attempt a WHERE a.case_id = c.id
        AND (a.ended_at AT TIME ZONE 'Europe/Paris')::time >= :since
        AND (a.ended_at AT TIME ZONE 'Europe/Paris')::time < :until
      ))
    ORDER BY c.attempts, c.draw LIMIT 1 FOR UPDATE OF c SKIP LOCKED
    """
)


def next_of(
    session: Session,
    campaign: Campaign,
    cell: str,
    untried: Part | None,
    *,
    lately: datetime,
    now: datetime,
) -> Case | None:
    """Return a case of these categories that may be called now, held; who answers is left out.

    With `untried`, only who was never called in that part of the day.
    """
    since, until = untried or (time.max, time.min)
    values = {"campaign": campaign.id, "cell": cell, "since": since, "until": until}
    found = session.execute(_NEXT, values | {"lately": lately, "now": now}).scalar_one_or_none()
    return session.get(Case, found) if found is not None else None


def next_appointment(session: Session, campaign: Campaign, *, now: datetime) -> Case | None:
    """Return the case whose appointment is due first, held."""
    query = select(Case).where(
        Case.campaign_id == campaign.id,
        col(Case.outcome).is_(None),
        col(Case.appointment_at) <= now,
        or_(col(Case.held_until).is_(None), col(Case.held_until) <= now),
    )
    first = query.order_by(col(Case.appointment_at)).limit(1)
    return session.exec(first.with_for_update(skip_locked=True)).first()


def held_by(session: Session, agent_id: int, *, now: datetime) -> Case | None:
    """Return the case that an agent has in hand."""
    query = select(Case).where(Case.holder_id == agent_id, col(Case.held_until) > now)
    return session.exec(query.with_for_update()).first()


def let_go_of(session: Session, agent_id: int) -> None:
    """Take from an agent what they held too long ago."""
    session.execute(
        update(Case).where(col(Case.holder_id) == agent_id).values(holder_id=None, held_until=None)
    )


def calls(session: Session, campaign: Campaign) -> Sequence[tuple[str, int, int]]:
    """Return each agent who called, with how many calls and how many finished interviews."""
    done = func.count().filter(col(Attempt.outcome) == "done")
    query = (
        select(Agent.name, func.count(), done)
        .select_from(Attempt)
        .join(Case, col(Case.id) == Attempt.case_id)
        .join(Agent, col(Agent.id) == Attempt.agent_id)
        .where(Case.campaign_id == campaign.id)
        .group_by(col(Agent.id), col(Agent.name))
    )
    return session.exec(query.order_by(func.count().desc(), col(Agent.name))).all()


def cells(session: Session, campaign: Campaign) -> dict[str, int]:
    """Return how many people of a sample are of each combination of categories."""
    query = select(Case.cell, func.count()).where(Case.campaign_id == campaign.id)
    return dict(session.exec(query.group_by(col(Case.cell))).all())


def available(session: Session, campaign: Campaign) -> dict[str, int]:
    """Return how many of each combination of categories may still be counted, and hold no place."""
    over = exists().where(
        col(Interview.case_id) == Case.id,
        col(Interview.state).not_in((InterviewState.INVITED, *OPEN)),
    )
    placed = exists().where(
        col(Lease.case_id) == Case.id, col(Lease.state).in_((LeaseState.HELD, LeaseState.DONE))
    )
    query = (
        select(Case.cell, func.count())
        .where(Case.campaign_id == campaign.id, col(Case.outcome).is_(None), ~over, ~placed)
        .group_by(col(Case.cell))
    )
    return dict(session.exec(query).all())


def case_of_reference(session: Session, campaign: Campaign, reference: str) -> Case | None:
    """Return the place in a sample of a tenant by their reference, not held."""
    query = (
        select(Case)
        .join(Person)
        .where(Case.campaign_id == campaign.id, Person.reference == reference)
    )
    return session.exec(query).first()


def case_of(session: Session, campaign: Campaign, person_id: int) -> Case | None:
    """Return a person's place in a sample, held."""
    query = select(Case).where(Case.campaign_id == campaign.id, Case.person_id == person_id)
    return session.exec(query.with_for_update()).first()
