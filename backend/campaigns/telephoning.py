"""Calling the sample: who is called next, by one agent at a time, and what came of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session

from backend.campaigns import case_queries, interviewing, links, queries, service
from backend.campaigns.calling import rules
from backend.campaigns.errors import NotYourCase, OutsideHours
from backend.campaigns.excluding import EXCLUDED
from backend.campaigns.interviewing import Here
from backend.campaigns.models import (
    OPEN,
    Attempt,
    Campaign,
    Case,
    Interview,
    InterviewState,
    State,
)
from backend.campaigns.path import Path
from backend.campaigns.reading import Fault, Given, checked
from backend.conversations.models import Conversation
from backend.quotas import service as quotas
from backend.quotas.models import Counter, Mode
from backend.tenants.models import Person

_HELD = timedelta(minutes=30)
# Whoever answers by SMS or in the chat now is not called meanwhile.
_ANSWERS_NOW = timedelta(minutes=30)
# What an interview's own end is called among the outcomes of a call.
_OUTCOMES = {
    InterviewState.DONE: "done",
    InterviewState.QUOTA_FULL: "quota_full",
    InterviewState.OUT_OF_SCOPE: "not_a_tenant",
}


_LINK_SENT = "link_sent"
# Outcomes that nobody writes down after a call.
_OWN = {*_OUTCOMES.values(), _LINK_SENT, EXCLUDED}


@dataclass(frozen=True)
class Call:
    """What an agent has in hand: whom to call, and the question that comes next."""

    case: Case
    person: Person
    interview: Interview | None
    path: Path | None


def next_case(session: Session, campaign: Campaign, agent_id: int, *, now: datetime) -> Case | None:
    """Hand a case to an agent: the one in hand, a due appointment, then where need is greatest.

    Of those alike, who was not called in this part of the day yet, and least often, comes first.
    None when nobody may be called now: nobody is left, it is paused, makes no calls, or its first
    day has not come. Raises OutsideHours by night, on Sundays and holidays.
    """
    in_hand = case_queries.held_by(session, agent_id, now=now)
    if in_hand is not None:
        return in_hand
    if campaign.state is not State.RUNNING or not campaign.by_phone:
        return None
    if not service.has_begun(campaign, now):
        return None
    if not rules().may_call(now):
        raise OutsideHours
    found = case_queries.next_appointment(session, campaign, now=now) or _neediest(
        session, campaign, now
    )
    if found is not None:
        case_queries.let_go_of(session, agent_id)
        found.holder_id, found.held_until = agent_id, now + _HELD
        session.add(found)
        session.flush()
    return found


def _neediest(session: Session, campaign: Campaign, now: datetime) -> Case | None:
    """Return a case of the neediest cell; in it, who was not called yet in this part of the day."""
    lately, part = now - _ANSWERS_NOW, rules().part_of(now)
    for cell in by_need(campaign, _counters(session, campaign)):
        for untried in (part, None) if part else (None,):
            found = case_queries.next_of(session, campaign, cell, untried, lately=lately, now=now)
            if found is not None:
                return found
    return None


def _counters(session: Session, campaign: Campaign) -> Sequence[Counter]:
    return quotas.standing(session, campaign.plan_id) if campaign.plan_id else ()


def by_need(campaign: Campaign, counters: Sequence[Counter]) -> list[str]:
    """Return the combinations of categories that still have a place, the neediest first.

    Need is how far the fullest of its counters is from its target; among those alike, the one with
    fewer people for each place still wanted.
    """
    ranked: list[tuple[float, float, str]] = []
    cells = [(frozenset(one.dims.items()), one) for one in counters]
    for name, people in (campaign.cells or {}).items():
        own = frozenset(service.cell_of(name).items())
        covering = [one for dims, one in cells if dims <= own]
        free = [_free(one) for one in covering]
        if counters and (not covering or min(free) < 1):
            continue
        need = min(
            (left / max(c.target, 1) for left, c in zip(free, covering, strict=True)), default=1
        )
        ranked.append((-need, people / max(min(free, default=1), 1), name))
    return [name for *_, name in sorted(ranked)]


def _free(counter: Counter) -> int:
    return 0 if counter.closed else counter.cap - counter.completed - counter.reserved


def in_hand(session: Session, campaign: Campaign, agent_id: int, *, now: datetime) -> Call | None:
    """Return what an agent has in hand in a campaign."""
    case = case_queries.held_by(session, agent_id, now=now)
    if case is None or case.campaign_id != campaign.id:
        return None
    interview = _interview(session, campaign, case)
    talks = interview is not None and interview.state in OPEN
    path = _here(session, campaign, interview, now).path() if interview and talks else None
    return Call(case, session.get_one(Person, case.person_id), interview, path)


def _interview(session: Session, campaign: Campaign, case: Case) -> Interview | None:
    return queries.interview_of(session, campaign, case=case, conversation_id="")


def _here(session: Session, campaign: Campaign, interview: Interview, now: datetime) -> Here:
    questionnaire = service.questionnaire_of(session, campaign)
    return Here(session, None, interview, campaign, questionnaire, None, now)


def answer(
    session: Session,
    campaign: Campaign,
    agent_id: int,
    question: str,
    numbers: Sequence[int],
    *,
    now: datetime,
) -> Fault | None:
    """Keep an answer given by telephone; the first begins the interview. Fault: it fits no choice.

    An answer to a question that is not the next one, sent twice say, changes nothing. Raises
    NotYourCase where the agent has nobody in hand (any more).
    """
    case = _mine(session, campaign, agent_id, now)
    here = _here(session, campaign, _begun(session, campaign, case, now), now)
    asked = here.path().next
    if asked is None or asked.code != question:
        return None
    said = checked(asked, numbers)
    if not isinstance(said, Given):
        return said
    case.held_until = now + _HELD
    here.interview.heard_at, here.interview.mode = now, Mode.PHONE.value
    interviewing.write(here, question, said.numbers)
    if not isinstance(interviewing.advance(here), Path):
        _close(session, case, agent_id, _OUTCOMES[here.interview.state], now=now)
    return None


def _mine(session: Session, campaign: Campaign, agent_id: int, now: datetime) -> Case:
    case = case_queries.held_by(session, agent_id, now=now)
    if case is None or case.campaign_id != campaign.id:
        raise NotYourCase
    return case


def _begun(session: Session, campaign: Campaign, case: Case, now: datetime) -> Interview:
    """Return the interview of a case, begun anew or taken over from the conversation it was in."""
    found = _interview(session, campaign, case)
    interview = found or Interview(
        campaign_id=campaign.id or 0,
        case_id=case.id,
        mode=Mode.PHONE.value,
        begun_at=now,
        heard_at=now,
    )
    if interview.conversation_id is not None:
        session.get_one(Conversation, interview.conversation_id).interview_id = None
    interview.state = InterviewState.RUNNING
    session.add(interview)
    session.flush()
    return interview


def conclude(
    session: Session,
    campaign: Campaign,
    agent_id: int,
    outcome: str,
    *,
    appointment: datetime | None = None,
    now: datetime,
) -> None:
    """Write down what a call came to, and let go of the case; raises NotYourCase.

    An appointment needs its moment. Who refused is called no more, and gives their place back.
    """
    case = _mine(session, campaign, agent_id, now)
    interview = _interview(session, campaign, case)
    asked = (InterviewState.INVITED, *OPEN)
    if outcome == "refused" and interview is not None and interview.state in asked:
        interviewing.leave(_here(session, campaign, interview, now), InterviewState.REFUSED)
    case.appointment_at = appointment
    _close(session, case, agent_id, outcome, now=now)


def send_link(
    session: Session, campaign: Campaign, agent_id: int, who: str, *, now: datetime
) -> None:
    """Send the person in hand their link, and let go of the case; they have time to answer alone.

    Raises NotYourCase, or NobodyToSend where no SMS can be sent.
    """
    case = _mine(session, campaign, agent_id, now)
    links.send(session, campaign, case, who, agent_id=agent_id, now=now)
    _close(session, case, agent_id, _LINK_SENT, now=now)


def _close(session: Session, case: Case, agent_id: int, outcome: str, *, now: datetime) -> None:
    case.attempts += 1
    case.next_at = rules().next_at(outcome, case.attempts, now)
    if case.next_at is None and case.appointment_at is None:
        case.outcome = outcome
    case.holder_id = case.held_until = None
    session.add(Attempt(case_id=case.id or 0, agent_id=agent_id, outcome=outcome, ended_at=now))
    session.flush()


def outcomes() -> Mapping[str, str]:
    """Return what an agent may write down of a call, with its AAPOR code."""
    return {name: one.aapor for name, one in rules().outcomes.items() if name not in _OWN}
