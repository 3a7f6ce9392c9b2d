"""What a survey says: its answers, weighted, in tables; and how its field work went."""

from collections import Counter as Tally
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlmodel import Session

from backend.agents import queries as agents
from backend.campaigns import service as campaigns
from backend.campaigns.calling import rules
from backend.campaigns.errors import CampaignNotFound
from backend.campaigns.models import Campaign, InterviewState
from backend.campaigns.questionnaire import Questionnaire, in_language
from backend.quotas.models import Mode
from backend.results import queries, tables
from backend.results.errors import MarginUnreachable
from backend.results.rates import Rates, Standing, rates
from backend.results.reading import Reading, reading_of
from backend.results.records import Record, record
from backend.results.tables import Table
from backend.results.tabulation import Tabulation
from backend.results.weighting import Weights, even, weigh

# The standard definitions' code of an interview that is over, and of one that is not.
_OVER = {
    InterviewState.DONE: "1.10",
    InterviewState.REFUSED: "2.11",
    InterviewState.OUT_OF_SCOPE: "4.70",
    InterviewState.QUOTA_FULL: "4.80",
}
_OPEN = {
    InterviewState.RUNNING: "1.20",
    InterviewState.PAUSED: "1.20",
    InterviewState.OVER: "2.20",
    InterviewState.INVITED: "3.19",
}
_NEVER_TRIED = "3.11"
_STANDINGS = {
    "1.1": Standing.COMPLETE,
    "1.2": Standing.PARTIAL,
    "2.1": Standing.REFUSED,
    "2.2": Standing.NOT_REACHED,
    "2.3": Standing.OTHER,
    "3.1": Standing.UNKNOWN_HOME,
}


@dataclass(frozen=True)
class Survey:
    """The answers of a survey with their weights; `unreachable`: why they have none.

    `surplus` counts the answers beyond the quotas, which are only among the records where asked
    for; `outside` those of people who are not in the sample, which never are.
    """

    campaign: Campaign
    questionnaire: Questionnaire
    reading: Reading | None
    agencies: Mapping[str, str]
    records: Sequence[Record]
    weights: Weights
    unreachable: MarginUnreachable | None
    surplus: int
    outside: int


def survey_of(session: Session, campaign: Campaign, *, surplus: bool = False) -> Survey:
    """Return what was answered, the same before and after it is detached from the people."""
    questionnaire = campaigns.questionnaire_of(session, campaign)
    every, outside = _records(session, campaign, questionnaire)
    within = [one for one in every if one.is_counted or campaign.plan_id is None]
    kept = sorted(every if surplus else within, key=lambda one: one.order)
    weights, unreachable = _weights(campaign, questionnaire, kept)
    return Survey(
        campaign=campaign,
        questionnaire=questionnaire,
        reading=reading_of(questionnaire.id),
        agencies={str(one.id): one.name for one in agents.agencies(session, campaign.landlord)},
        records=kept,
        weights=weights,
        unreachable=unreachable,
        surplus=len(every) - len(within),
        outside=outside,
    )


def _records(
    session: Session, campaign: Campaign, questionnaire: Questionnaire
) -> tuple[list[Record], int]:
    """Return the records of the sample, and how many others there are."""
    parted = queries.parting(session, campaign)
    if parted is not None:
        kept = [
            Record(
                one.mode, one.is_counted, one.dims, {k: tuple(n) for k, n in one.answers.items()}
            )
            for one in queries.detached(session, campaign)
        ]
        return kept, parted.outside
    return attached(session, campaign, questionnaire), queries.volunteers(session, campaign)


def attached(session: Session, campaign: Campaign, questionnaire: Questionnaire) -> list[Record]:
    """Return the records of the sample's finished interviews, from the interviews themselves."""
    given = queries.answers(session, campaign)
    return [
        record(
            questionnaire,
            given.get(one.id or 0, {}),
            mode=one.mode,
            is_counted=bool(one.counted),
            known=known,
        )
        for one, known in queries.finished(session, campaign)
        if known is not None
    ]


def _weights(
    campaign: Campaign, questionnaire: Questionnaire, records: Sequence[Record]
) -> tuple[Weights, MarginUnreachable | None]:
    """Return the weights; even ones, with the reason, where the margins cannot be reached."""
    file = [(campaigns.cell_of(name), n) for name, n in (campaign.cells or {}).items()]
    orders = {
        name: [str(n) for n in range(1, len(asked.choices) + 1)]
        for name, asked in questionnaire.dimensions.items()
    }
    if not records:
        return even(0), None
    try:
        return weigh([one.dims for one in records], file, orders), None
    except MarginUnreachable as error:
        return even(len(records)), error


@dataclass(frozen=True)
class Tables:
    """The tables of a survey by one breakdown."""

    indicators: Sequence[Table]
    personas: Sequence[Table]
    questions: Sequence[Table]


def tables_of(
    survey: Survey, by: str, *, words: Mapping[str, str], modes: Mapping[str, str]
) -> Tables:
    """Return the tables by a breakdown, by agency for one that there is not.

    `words` name what has no label of its own, `modes` the modes.
    """
    reading = survey.reading
    found = tables.breakdowns(survey.questionnaire, reading, survey.agencies, modes)
    chosen = found.get(by, found[campaigns.AGENCY])
    made = Tabulation(survey.records, survey.weights.values, chosen, words["unknown"])
    indicators = [tables.indicator(one, words) for one in reading.indicators] if reading else []
    personas = [tables.personas(reading, words["personas"])] if reading else []
    questions = [tables.question(one, words) for one in survey.questionnaire.questions]
    every = {one.code: one for one in made.tables([*indicators, *personas, *questions])}
    return Tables(
        *[
            [every[one.code] for one in part if one.code in every]
            for part in (indicators, personas, questions)
        ]
    )


def labels_of(survey: Survey) -> Mapping[tuple[str, str], str]:
    """Return the label of each category that is weighted on, by its dimension and number."""
    return {
        (name, str(number)): in_language(choice.label, "fr")
        for name, asked in survey.questionnaire.dimensions.items()
        for number, choice in enumerate(asked.choices, 1)
    }


def breakdowns_of(survey: Survey) -> list[str]:
    """Return the names of what tables may be broken down by."""
    return list(tables.breakdowns(survey.questionnaire, survey.reading, survey.agencies, {}))


def of_landlord(session: Session, landlord: str, campaign_id: int) -> Campaign:
    """Return a campaign to read; raises CampaignNotFound for none, and for another landlord's."""
    found = queries.campaign_of(session, landlord, campaign_id)
    if found is None:
        raise CampaignNotFound
    return found


def too_few_calls(survey: Survey) -> list[str]:
    """Return the categories of which too few were asked by telephone to speak of exclusion."""
    wanted = survey.reading.by_telephone if survey.reading else None
    asked = survey.questionnaire.dimensions.get(wanted.dimension) if wanted else None
    if wanted is None or asked is None:
        return []
    short = []
    for category in wanted.categories:
        modes = [r.mode for r in survey.records if r.dims.get(wanted.dimension) == category]
        choice = asked.choice(int(category))
        if modes and choice and modes.count(Mode.PHONE) < wanted.share * len(modes):
            short.append(in_language(choice.label, "fr"))
    return short


def rates_of(session: Session, campaign: Campaign) -> Rates:
    """Return the field indicators of a campaign's sample."""
    found: Tally[Standing] = Tally()
    for state, outcome, number in queries.standings(session, campaign):
        found[_standing(state, outcome)] += number
    return rates(found)


def _standing(state: str | None, outcome: str | None) -> Standing:
    known = InterviewState(state) if state else None
    called = rules().outcomes.get(outcome or "")
    if known in _OVER:
        code = _OVER[known]
    elif called is not None and (known is None or called.again is None):
        code = called.aapor
    else:
        code = _OPEN[known] if known else _NEVER_TRIED
    if code.startswith("4"):
        return Standing.NOT_ELIGIBLE
    return _STANDINGS.get(code[:3], Standing.UNKNOWN_OTHER)
