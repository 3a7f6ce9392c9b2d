"""The test phase: on staff and on oneself, never counted with the survey, purged at its launch."""

import pytest
from sqlmodel import Session, func, select

from backend.audit import service as audit
from backend.campaigns import online, rehearsing, service, supervision
from backend.campaigns.errors import AnotherRuns, CampaignFixed, NoStaff
from backend.campaigns.models import (
    Attempt,
    Campaign,
    Case,
    Interview,
    InterviewAnswer,
    State,
    SurveyLink,
    Wave,
)
from backend.conversations.models import Channel
from backend.db import UnitOfWork
from backend.quotas import service as quotas
from backend.quotas.models import Counter, Event, Lease, Plan
from backend.tenants.models import Person
from tests.backend.campaigns.people import PHONE, QUOTA, Respondent, campaign, prepared
from tests.backend.campaigns.test_places import REST, YOUNG, answer
from tests.backend.conversations.people import NOW

STAFF = f"{PHONE[:-1]}9"
_HELD = (SurveyLink, InterviewAnswer, Interview, Attempt, Lease, Event)


@pytest.fixture
def survey(begin: UnitOfWork) -> int:
    """A survey that is not launched, with two people in its sample; a third works for us."""
    with begin() as session:
        made = prepared(session)
        for number, phone in enumerate((f"{PHONE[:-1]}0", f"{PHONE[:-1]}1", STAFF)):
            person = Person(
                landlord="office64", name=f"P{number}", phone=phone, reference=f"L{number}"
            )
            session.add(person)
            session.flush()
            if phone != STAFF:
                known = {"agency": "1", "age": "2", "csp": "5"}
                service.sample(session, made, [(person.id or 0, known)])
        return made.id or 0


def of(session: Session, survey: int) -> Campaign:
    return session.get_one(Campaign, survey)


def begun(begin: UnitOfWork, survey: int, *references: str) -> int:
    with begin() as session:
        done = rehearsing.begin(session, of(session, survey), references or ("L2",), now=NOW)
        return done.test.id or 0


def talker(begin: UnitOfWork, phone: str = STAFF) -> Respondent:
    respondent = Respondent(begin, Channel.SMS, phone)
    respondent.say("je participe", wish="take_part")
    return respondent


def rows(session: Session, table: type) -> int:
    return session.exec(select(func.count()).select_from(table)).one()


def test_staff_answer_in_counters_of_their_own_and_none_of_the_survey(
    begin: UnitOfWork, survey: int
) -> None:
    test = begun(begin, survey)

    answer(talker(begin), [*YOUNG, *REST])

    with begin() as session:
        tried, real = of(session, test), of(session, survey)
        assert (tried.wave, tried.version_id) == (Wave.TEST, real.version_id)
        assert supervision.figures(session, tried).by_state == {"done": 1}
        assert supervision.figures(session, real).by_state == {}
        assert supervision.figures(session, real).sample == 2


def test_a_tenant_who_is_not_of_the_staff_is_asked_nothing_during_the_test(
    begin: UnitOfWork, survey: int
) -> None:
    begun(begin, survey)

    respondent = Respondent(begin, Channel.SMS, f"{PHONE[:-1]}0")
    [told] = respondent.say("je participe", wish="take_part")

    assert "asks" not in told
    assert respondent.written() == []


def test_the_launch_purges_the_test_and_says_so_in_the_audit(
    begin: UnitOfWork, survey: int
) -> None:
    test = begun(begin, survey)
    talking = talker(begin)
    answer(talking, YOUNG)
    with begin() as session:
        service.launch(session, of(session, survey), QUOTA, by="chef", now=NOW)

    with begin() as session:
        assert [rows(session, table) for table in _HELD] == [0] * len(_HELD)
        assert (rows(session, Plan), rows(session, Case)) == (1, 2)
        assert of(session, test).state is State.ENDED
        [line] = audit.lines(session, "office64")
        assert (line.what, line.by, line.about) == (
            "survey-test-purged",
            "chef",
            f"survey:{survey}",
        )
        assert line.new == {"test": test, "people": 1, "interviews": 1, "answers": 3}
    assert talking.conversation().interview_id is None


def test_after_the_launch_the_quotas_are_as_empty_as_without_a_test(
    begin: UnitOfWork, survey: int
) -> None:
    begun(begin, survey)
    answer(talker(begin), [*YOUNG, *REST])

    with begin() as session:
        quota = service.Quota(1, QUOTA.margins)
        service.launch(session, of(session, survey), quota, now=NOW)
        counters = quotas.standing(session, of(session, survey).plan_id or 0)
        again = quotas.rebuilt(session, of(session, survey).plan_id or 0)

    assert {(one.reserved, one.completed) for one in counters} == {(0, 0)}
    assert {(one.reserved, one.completed) for one in again.values()} == {(0, 0)}
    answer(talker(begin, f"{PHONE[:-1]}0"), [*YOUNG, *REST])
    with begin() as session:
        assert supervision.figures(session, of(session, survey)).counted == 1


def test_whoever_prepares_it_answers_themselves_and_takes_nobody_s_place(
    begin: UnitOfWork, survey: int
) -> None:
    with begin() as session:
        there = rehearsing.try_oneself(
            session, of(session, survey), agent_id=None, language="fr", now=NOW
        )
        token = there.rpartition("/")[2]
        for code, number in (("A1", 1), ("A2", 2), ("A3", 5), ("B1", 3)):
            assert online.answer(session, token, code, [number], now=NOW) is None

        interview = session.exec(select(Interview)).one()
        assert of(session, interview.campaign_id).wave is Wave.TEST
        assert interview.case_id is None
        assert rows(session, Counter) == 0


def test_a_test_of_nobody_and_one_of_a_survey_that_runs_are_refused(
    begin: UnitOfWork, survey: int
) -> None:
    with pytest.raises(NoStaff):
        begun(begin, survey, "L99")
    begun(begin, survey)
    with begin() as session:
        test = session.exec(select(Campaign).where(Campaign.wave == Wave.TEST)).one()
        with pytest.raises(CampaignFixed):
            rehearsing.prepared(session, test, now=NOW)
    with begin() as session:
        service.launch(session, of(session, survey), QUOTA, now=NOW)
    with begin() as session, pytest.raises(CampaignFixed):
        rehearsing.prepared(session, of(session, survey), now=NOW)


def test_no_test_begins_while_another_survey_asks_and_nothing_is_left_of_the_try(
    begin: UnitOfWork, survey: int
) -> None:
    with begin() as session:
        campaign(session, name="Une autre")
    with begin() as session, pytest.raises(AnotherRuns):
        rehearsing.begin(session, of(session, survey), ["L2"], now=NOW)

    with begin() as session:
        assert rows(session, Case) == 2
