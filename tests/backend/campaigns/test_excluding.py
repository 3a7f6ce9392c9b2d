"""Who is taken out of a sample is asked no more, by any way, and holds no place."""

import pytest
from sqlmodel import Session, select

from backend.campaigns import inviting, links, online
from backend.campaigns.errors import NotInSample
from backend.campaigns.excluding import exclude
from backend.campaigns.models import Campaign, Case, Interview, InterviewState
from backend.campaigns.telephoning import conclude, next_case
from backend.db import UnitOfWork
from backend.tenants.models import Person
from tests.backend.campaigns.people import sampled
from tests.backend.campaigns.test_places import REST, YOUNG, answer, texter, used
from tests.backend.conversations.people import NOW, agent

TEN = NOW.replace(hour=10)


@pytest.fixture
def plan(begin: UnitOfWork) -> int:
    plan = sampled(begin)
    with begin() as session:
        for number, person in enumerate(session.exec(select(Person).order_by("id"))):
            person.reference = f"L{number}"
        survey(session).by_sms = True
    return plan


def survey(session: Session) -> Campaign:
    return session.exec(select(Campaign)).one()


def excluded(begin: UnitOfWork, *references: str) -> None:
    with begin() as session:
        for one in references:
            exclude(session, survey(session), one, now=NOW)


def test_who_was_answering_is_cut_off_and_gives_their_place_to_another(
    begin: UnitOfWork, plan: int
) -> None:
    talking = texter(begin, 0)
    answer(talking, YOUNG)

    excluded(begin, "L0")

    assert used(begin, plan)["2"] == (0, 0)
    assert talking.interview().state is InterviewState.OVER
    assert talking.conversation().interview_id is None
    assert "asks" not in talking.say("je participe", wish="take_part")[-1]
    assert answer(texter(begin, 1), YOUNG).startswith("Question 4")


def test_nobody_calls_or_invites_them_and_their_link_is_over(begin: UnitOfWork, plan: int) -> None:
    with begin() as session:
        case = session.exec(select(Case).order_by("id")).all()[0]
        interview = links.interview_of(session, survey(session), case, now=NOW)
        token, _ = links.draw(session, interview, language="fr", now=NOW)

    excluded(begin, "L0", "L1", "L2", "L3")

    with begin() as session:
        assert next_case(session, survey(session), agent(session), now=TEN) is None
        assert inviting.invite(session, survey(session), "Office64", now=NOW) == 0
        assert online.opened(session, token, now=NOW).over is InterviewState.OVER


def test_what_was_answered_to_the_end_stays_counted(begin: UnitOfWork, plan: int) -> None:
    done = texter(begin, 0)
    answer(done, [*YOUNG, *REST])

    excluded(begin, "L0")

    assert used(begin, plan)["2"] == (0, 1)
    assert done.interview().state is InterviewState.DONE


def test_a_reference_that_is_not_in_the_sample_is_refused(begin: UnitOfWork, plan: int) -> None:
    with begin() as session, pytest.raises(NotInSample):
        exclude(session, survey(session), "L9", now=NOW)


def test_who_refused_by_telephone_is_not_invited_or_reminded_by_sms(
    begin: UnitOfWork, plan: int
) -> None:
    with begin() as session:
        caller = agent(session)
        for _ in range(4):
            assert next_case(session, survey(session), caller, now=TEN) is not None
            conclude(session, survey(session), caller, "refused", now=TEN)

        assert inviting.invite(session, survey(session), "Office64", now=TEN) == 0
        assert session.exec(select(Interview)).all() == []
