"""What may be done with a campaign: prepare it, launch it, pause it, end it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from secrets import SystemRandom

from sqlmodel import Session

from backend.campaigns import case_queries, queries
from backend.campaigns.errors import (
    AnotherRuns,
    BadDates,
    BadQuestionnaire,
    CampaignFixed,
    CampaignNotFound,
)
from backend.campaigns.models import (
    Campaign,
    Interview,
    InterviewState,
    QuestionnaireVersion,
    State,
    Wave,
)
from backend.campaigns.purging import purge
from backend.campaigns.questionnaire import Questionnaire, frozen, problems
from backend.quotas import service as quotas
from backend.quotas.models import Mode
from backend.quotas.plan import Frame, Margin, cell
from knowledge.hours import PARIS

AGENCY = "agency"
_MOVES = {
    State.DRAFT: {State.ENDED},
    State.RUNNING: {State.PAUSED, State.ENDED},
    State.PAUSED: {State.RUNNING, State.ENDED},
    State.ENDED: set[State](),
}


@dataclass(frozen=True)
class Terms:
    """How people are asked, and from which day to which; without days, from launch to end."""

    by_sms: bool = False
    by_phone: bool = True
    begins_on: date | None = None
    ends_on: date | None = None


def prepare(
    session: Session,
    *,
    landlord: str,
    name: str,
    wave: Wave,
    questionnaire: Questionnaire,
    terms: Terms | None = None,
    now: datetime,
) -> Campaign:
    """Write a campaign that is not launched yet, its questionnaire frozen.

    Raises BadQuestionnaire for one that cannot run: a loop, or no ending for a full quota; and
    BadDates where it would end before it begins, or before now.
    """
    found = problems(questionnaire)
    if found:
        raise BadQuestionnaire(found)
    asked = terms or Terms()
    _check_dates(asked, now)
    campaign = Campaign(
        landlord=landlord,
        name=name,
        wave=wave,
        version_id=_freeze(session, questionnaire, now).id or 0,
        by_sms=asked.by_sms,
        by_phone=asked.by_phone,
        begins_on=asked.begins_on,
        ends_on=asked.ends_on,
        created_at=now,
    )
    session.add(campaign)
    session.flush()
    return campaign


def _check_dates(terms: Terms, now: datetime) -> None:
    first = max(terms.begins_on or date.min, now.astimezone(PARIS).date())
    if terms.ends_on is not None and terms.ends_on < first:
        raise BadDates


def has_begun(campaign: Campaign, now: datetime) -> bool:
    """Tell whether people may be invited and called: the first day has come."""
    return campaign.begins_on is None or campaign.begins_on <= now.astimezone(PARIS).date()


def _freeze(session: Session, questionnaire: Questionnaire, now: datetime) -> QuestionnaireVersion:
    body, sha256 = frozen(questionnaire)
    kept = queries.version(session, sha256)
    if kept is None:
        kept = QuestionnaireVersion(name=questionnaire.id, sha256=sha256, body=body, created_at=now)
        session.add(kept)
        session.flush()
    return kept


def cell_name(known: Mapping[str, str]) -> str:
    """Return the name of a combination of categories: "age=2|agency=7"."""
    return "|".join(f"{name}={known[name]}" for name in sorted(known))


def cell_of(name: str) -> dict[str, str]:
    """Return the combination of categories that a name stands for."""
    return dict(pair.split("=", 1) for pair in name.split("|") if pair)


def frame_of(cells: Mapping[str, int]) -> Frame:
    """Return how many people there are of each combination, as a plan counts them."""
    return {cell(**cell_of(name)): number for name, number in cells.items()}


def sample(
    session: Session, campaign: Campaign, people: Iterable[tuple[int, Mapping[str, str]]]
) -> None:
    """Add people to the sample, each with the categories that the tenant file knows.

    Raises CampaignFixed once the campaign is launched.
    """
    if campaign.state is not State.DRAFT:
        raise CampaignFixed
    chance = SystemRandom()
    drawn = ((person, known, cell_name(known), chance.random()) for person, known in people)
    case_queries.copy_cases(session, campaign, drawn)


@dataclass(frozen=True)
class Quota:
    """How many answers are wanted, shared out over which margins, and how softly."""

    size: int
    margins: Sequence[Margin]
    tolerance: Mapping[Margin, int] = field(default_factory=dict)


def launch(
    session: Session,
    campaign: Campaign,
    quota: Quota | None,
    *,
    by: str = "command",
    now: datetime,
) -> None:
    """Begin to ask; the quotas are drawn from the sample's known categories.

    What its test phases hold is purged, with a line in the audit.

    Raises CampaignFixed for what was launched before, AnotherRuns while another one asks,
    BadQuestionnaire where no question gives a dimension of the quotas, and what `quotas.draw`
    refuses.
    """
    if campaign.state is not State.DRAFT:
        raise CampaignFixed
    for test in queries.rehearsals(session, campaign):
        purge(session, test, by=by, now=now)
    check_alone(session, campaign)
    campaign.cells = case_queries.cells(session, campaign)
    if quota is not None:
        check_asked(questionnaire_of(session, campaign), quota)
        people = frame_of(campaign.cells)
        plan = quotas.draw(session, people, quota.size, quota.margins, quota.tolerance)
        campaign.plan_id = plan.id
    campaign.state, campaign.launched_at = State.RUNNING, now
    session.add(campaign)
    session.flush()


def check_asked(questionnaire: Questionnaire, quota: Quota) -> None:
    """Raise BadQuestionnaire for a quota by what no question asks."""
    given = {AGENCY, *questionnaire.dimensions}
    missing = sorted({name for margin in quota.margins for name in margin} - given)
    if missing:
        raise BadQuestionnaire([f"no question gives the quota {name!r}" for name in missing])


def of_landlord(session: Session, landlord: str, campaign_id: int) -> Campaign:
    """Return a campaign, held; raises CampaignNotFound for none, and for another landlord's."""
    found = queries.of_id(session, landlord, campaign_id)
    if found is None:
        raise CampaignNotFound
    return found


def check_alone(session: Session, campaign: Campaign) -> None:
    """Raise AnotherRuns while another campaign asks this landlord's tenants."""
    if queries.running(session, campaign.landlord) is not None:
        raise AnotherRuns


def move(session: Session, campaign: Campaign, state: State, *, now: datetime) -> None:
    """Pause, go on with or end a campaign; raises AnotherRuns, or CampaignFixed for other moves."""
    if state not in _MOVES[campaign.state]:
        raise CampaignFixed
    if state is State.RUNNING:
        check_alone(session, campaign)
    campaign.state = state
    if state is State.ENDED:
        campaign.ended_at = now
    session.add(campaign)
    session.flush()


def questionnaire_of(session: Session, campaign: Campaign) -> Questionnaire:
    """Return the questionnaire that a campaign was prepared with."""
    kept = session.get_one(QuestionnaireVersion, campaign.version_id)
    return Questionnaire.model_validate(kept.body)


def invited(
    session: Session,
    campaign: Campaign,
    *,
    case_id: int | None = None,
    conversation_id: str | None = None,
    mode: Mode,
    now: datetime,
) -> Interview:
    """Open the interview of somebody who was asked and has answered nothing yet."""
    made = Interview(
        campaign_id=campaign.id or 0,
        case_id=case_id,
        conversation_id=conversation_id,
        mode=mode.value,
        state=InterviewState.INVITED,
        begun_at=now,
        heard_at=now,
    )
    session.add(made)
    session.flush()
    return made
