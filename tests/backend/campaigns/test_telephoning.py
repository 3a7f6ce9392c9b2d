"""Calling the sample: never two agents on one person, never by night, never too often."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlmodel import select

from backend.campaigns.calling import rules
from backend.campaigns.errors import NotYourCase, OutsideHours
from backend.campaigns.models import Attempt, Campaign, Case, Interview, InterviewState
from backend.campaigns.reading import Fault
from backend.campaigns.telephoning import answer, conclude, in_hand, next_case
from backend.conversations.models import Channel
from backend.db import UnitOfWork
from tests.backend.campaigns.people import PHONE, Respondent, sampled
from tests.backend.campaigns.test_places import used
from tests.backend.conversations.people import NOW, agent

TEN = NOW.replace(hour=10)  # 11 h in Paris, a Monday
MORNING, AFTERNOON = 0.0, 0.2  # of a day after it: 11 h, 15 h 48
ALL = {"A1": [1], "A2": [2], "A3": [5], "B1": [1, 3], "B2": [1], "B3": [1], "C1": [5], "E1": [1]}
LAST = {"F1": [5], "F2": [5], "G1": [3]}


@pytest.fixture
def plan(begin: UnitOfWork) -> int:
    return sampled(begin)


@pytest.fixture
def agents(begin: UnitOfWork) -> list[int]:
    with begin() as session:
        return [agent(session, login=f"agent{n}") for n in range(4)]


def the_campaign(session: object) -> Campaign:
    return session.exec(select(Campaign)).one()  # type: ignore[attr-defined, no-any-return]


def taken(begin: UnitOfWork, agent_id: int, *, days: float = 0) -> int | None:
    with begin() as session:
        now = TEN + timedelta(days=days)
        found = next_case(session, the_campaign(session), agent_id, now=now)
        return found.id if found else None


def said(
    begin: UnitOfWork, agent_id: int, question: str, numbers: list[int], *, days: float = 0
) -> Fault | None:
    with begin() as session:
        now = TEN + timedelta(days=days, minutes=1)
        return answer(session, the_campaign(session), agent_id, question, numbers, now=now)


def ended(
    begin: UnitOfWork, agent_id: int, outcome: str, *, days: float = 0, in_days: float = 0
) -> None:
    now = TEN + timedelta(days=days, minutes=1)
    appointment = now + timedelta(days=in_days) if in_days else None
    with begin() as session:
        conclude(
            session, the_campaign(session), agent_id, outcome, appointment=appointment, now=now
        )


def interviews(begin: UnitOfWork) -> list[Interview]:
    with begin() as session:
        return list(session.exec(select(Interview).order_by("id")))


def test_two_agents_are_never_handed_one_person_however_fast_they_ask(
    begin: UnitOfWork, plan: int, agents: list[int]
) -> None:
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda one: taken(begin, one), agents))

    assert None not in found
    assert len(set(found)) == 4


def test_an_agent_has_one_person_in_hand_until_the_call_is_written_down(
    begin: UnitOfWork, plan: int, agents: list[int]
) -> None:
    first = taken(begin, agents[0])

    assert taken(begin, agents[0]) == first
    ended(begin, agents[0], "no_answer")
    assert taken(begin, agents[0]) != first


def test_a_whole_interview_by_telephone_is_counted_once(
    begin: UnitOfWork, plan: int, agents: list[int]
) -> None:
    taken(begin, agents[0])
    for question, numbers in (ALL | LAST).items():
        assert said(begin, agents[0], question, numbers) is None

    [one] = interviews(begin)
    assert (one.state, one.counted, one.mode) == (InterviewState.DONE, True, "phone")
    assert used(begin, plan)["2"] == (0, 1)
    with begin() as session:
        assert session.exec(select(Attempt.outcome)).all() == ["done"]


def test_an_answer_sent_twice_or_to_another_question_changes_nothing(
    begin: UnitOfWork, plan: int, agents: list[int]
) -> None:
    taken(begin, agents[0])
    said(begin, agents[0], "A1", [1])

    assert said(begin, agents[0], "A1", [5]) is None
    assert said(begin, agents[0], "A2", [9]) is Fault.NO_SUCH
    assert said(begin, agents[0], "A2", []) is Fault.NO_SUCH
    with begin() as session:
        call = in_hand(session, the_campaign(session), agents[0], now=TEN)
        assert call is not None
        assert call.path is not None
        assert call.path.next is not None
        assert call.path.next.code == "A2"


def test_who_has_nobody_in_hand_writes_nothing(
    begin: UnitOfWork, plan: int, agents: list[int]
) -> None:
    taken(begin, agents[0])

    with pytest.raises(NotYourCase):
        said(begin, agents[1], "A1", [1])
    with pytest.raises(NotYourCase):
        ended(begin, agents[0], "refused", days=1)


@pytest.mark.parametrize(
    "moment",
    ["2026-11-23T07:30Z", "2026-11-23T12:30Z", "2026-11-23T19:30Z", "2026-11-22T10:00Z",
     "2026-11-21T10:00Z", "2026-12-25T10:00Z"],
)  # fmt: skip
def test_nobody_is_called_early_late_or_on_a_day_off(
    begin: UnitOfWork, plan: int, agents: list[int], moment: str
) -> None:
    at = TEN.fromisoformat(moment)

    with begin() as session:
        campaign = the_campaign(session)
        with pytest.raises(OutsideHours):
            next_case(session, campaign, agents[0], now=at)


def test_nobody_is_tried_twice_a_day_nor_more_than_four_times(
    begin: UnitOfWork, plan: int, agents: list[int]
) -> None:
    calls: dict[int, list[float]] = {}
    for day in [0, 1, 2, 3, 4, 7, 8, 9]:
        for _ in range(6):
            found = taken(begin, agents[0], days=day)
            if found is not None:
                calls.setdefault(found, []).append(day)
                ended(begin, agents[0], "no_answer", days=day)

    assert all(len(days) == len(set(days)) == rules().attempts for days in calls.values())
    assert len(calls) == 4


@pytest.mark.parametrize(("time_of_day", "next_one"), [(MORNING, 1), (AFTERNOON, 0)])
def test_who_was_not_reached_is_tried_in_another_part_of_the_day_first(
    begin: UnitOfWork, plan: int, agents: list[int], time_of_day: float, next_one: int
) -> None:
    called = []
    for part in (MORNING, AFTERNOON):
        called.append(taken(begin, agents[0], days=part))
        ended(begin, agents[0], "no_answer", days=part)

    assert taken(begin, agents[0], days=2 + time_of_day) == called[next_one]


def test_who_was_never_called_comes_before_who_was(
    begin: UnitOfWork, plan: int, agents: list[int]
) -> None:
    first = taken(begin, agents[0])
    ended(begin, agents[0], "no_answer")

    found = taken(begin, agents[0], days=2 + AFTERNOON)

    with begin() as session:
        cells = {session.get_one(Case, one).cell for one in (first, found)}
    assert found != first
    assert len(cells) == 1


def test_who_refused_is_called_no_more_and_gives_the_place_back(
    begin: UnitOfWork, plan: int, agents: list[int]
) -> None:
    first = taken(begin, agents[0])
    for question in ("A1", "A2", "A3"):
        said(begin, agents[0], question, ALL[question])
    ended(begin, agents[0], "refused")

    assert set(used(begin, plan).values()) == {(0, 0)}
    assert interviews(begin)[0].state is InterviewState.REFUSED
    assert first not in {taken(begin, one, days=7) for one in agents}


def test_an_appointment_comes_first_when_it_is_due_and_not_before(
    begin: UnitOfWork, plan: int, agents: list[int]
) -> None:
    first = taken(begin, agents[0])
    ended(begin, agents[0], "appointment", in_days=2)

    assert first not in {taken(begin, one, days=1) for one in agents}
    assert taken(begin, agents[0], days=2.01) == first


def test_who_is_on_the_telephone_takes_the_last_place_of_a_silent_sms(
    begin: UnitOfWork, plan: int, agents: list[int]
) -> None:
    respondent = Respondent(begin, Channel.SMS, f"{PHONE[:-1]}0")
    respondent.at = TEN - timedelta(hours=3)
    respondent.say("je participe", wish="take_part")
    with begin() as session:
        mine = respondent.interview().case_id
        other = next(one for one in session.exec(select(Case)) if one.id == (mine or 0) + 1)
        other.holder_id, other.held_until = agents[0], TEN + timedelta(minutes=30)
    for one in ("oui", "2", "5"):
        respondent.say(one)

    for question in ("A1", "A2", "A3"):
        said(begin, agents[0], question, ALL[question])

    assert used(begin, plan)["2"] == (1, 0)
    assert [one.state for one in interviews(begin)] == [InterviewState.RUNNING] * 2


def test_a_full_quota_is_called_for_no_more(
    begin: UnitOfWork, plan: int, agents: list[int]
) -> None:
    for number in (0, 2):
        respondent = Respondent(begin, Channel.SMS, f"{PHONE[:-1]}{number}")
        respondent.say("je participe", wish="take_part")
        for one in ["oui", "2", "5"] if number == 0 else ["oui", "67 ans", "retraité"]:
            respondent.say(one)

    assert taken(begin, agents[0], days=0.05) is None


def test_who_answers_by_sms_now_is_not_called_and_goes_on_by_telephone_later(
    begin: UnitOfWork, plan: int, agents: list[int]
) -> None:
    respondent = Respondent(begin, Channel.SMS, f"{PHONE[:-1]}0")
    respondent.at = TEN
    respondent.say("je participe", wish="take_part")
    respondent.say("oui")
    with begin() as session:
        case = session.get_one(Case, respondent.interview().case_id)

    at_once = {taken(begin, one) for one in agents}
    for one in agents[:3]:
        ended(begin, one, "refused")
    later = taken(begin, agents[0], days=1)
    said(begin, agents[0], "A2", [2], days=1)

    assert case.id not in at_once
    assert later == case.id
    assert respondent.conversation().interview_id is None
    assert [one.mode for one in interviews(begin)] == ["phone"]
