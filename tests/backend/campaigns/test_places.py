"""A quota is never exceeded by those who answer, and nobody is cut off once they are let in."""

from datetime import timedelta

import pytest
from sqlmodel import Session

from backend.campaigns import service
from backend.campaigns.errors import BadQuestionnaire
from backend.campaigns.models import InterviewState
from backend.conversations.models import Channel
from backend.db import UnitOfWork
from backend.quotas import service as quotas
from backend.quotas.errors import TargetAbovePopulation
from backend.quotas.service import Rebuilt
from tests.backend.campaigns.people import PHONE, QUOTA, Respondent, sampled

YOUNG, OLD = ["oui", "2", "5"], ["oui", "67 ans", "retraité"]
REST = ["1 3", "1", "1", "1", "1", "5"]


@pytest.fixture
def plan(begin: UnitOfWork) -> int:
    return sampled(begin)


def texter(begin: UnitOfWork, number: int) -> Respondent:
    """One of the sample, who has begun."""
    respondent = Respondent(begin, Channel.SMS, f"{PHONE[:-1]}{number}")
    respondent.say("je participe", wish="take_part")
    return respondent


def answer(respondent: Respondent, answers: list[str]) -> str:
    """Answer in turn; return what was said to the last."""
    said = [respondent.say(one) for one in answers]
    return "\n".join(one["text"] for one in said[-1])


def used(begin: UnitOfWork, plan: int) -> dict[str, tuple[int, int]]:
    """Of each counter, by its last category, how many places are held and counted."""
    with begin() as session:
        return {
            "".join(one.dims[name] for name in one.margin[-1:]): (one.reserved, one.completed)
            for one in quotas.standing(session, plan)
        }


def test_a_place_is_held_at_the_third_answer_and_counted_at_the_last(
    begin: UnitOfWork, plan: int
) -> None:
    respondent = texter(begin, 0)
    answer(respondent, YOUNG[:2])
    before = used(begin, plan)
    answer(respondent, YOUNG[2:])
    held = used(begin, plan)
    answer(respondent, REST)

    assert set(before.values()) == {(0, 0)}
    assert (held["1"], held["2"], held["5"], held["4"]) == ((1, 0), (1, 0), (1, 0), (0, 0))
    assert used(begin, plan)["2"] == (0, 1)
    assert respondent.interview().counted is True


def test_who_is_too_many_is_thanked_after_three_questions_and_asked_no_more(
    begin: UnitOfWork, plan: int
) -> None:
    answer(texter(begin, 0), YOUNG)
    second = texter(begin, 1)

    told = answer(second, YOUNG)

    assert told.startswith("Merci. Nous avons déjà assez de réponses pour votre profil")
    assert second.interview().state is InterviewState.QUOTA_FULL
    assert used(begin, plan)["2"] == (1, 0)


def test_who_comes_back_after_their_place_went_to_another_ends_as_surplus_thanked_alike(
    begin: UnitOfWork, plan: int
) -> None:
    late, other = texter(begin, 0), texter(begin, 1)
    answer(late, YOUNG)
    with begin() as session:
        quotas.expire(session, now=late.at + timedelta(days=3))
    answer(other, [*YOUNG, *REST])

    told = answer(late, REST)

    assert told.startswith("Merci, c'est terminé.")
    assert (late.interview().state, late.interview().counted) == (InterviewState.DONE, False)
    assert used(begin, plan)["2"] == (0, 1)


def test_an_answer_taken_back_moves_the_place_with_it(begin: UnitOfWork, plan: int) -> None:
    respondent = texter(begin, 0)
    answer(respondent, YOUNG)
    answer(respondent, ["retour", "7"])

    held = used(begin, plan)

    assert (held["5"], held["7"]) == ((0, 0), (1, 0))


@pytest.mark.parametrize("last", ["refuse", "out_of_scope"])
def test_who_does_not_go_on_gives_the_place_back(begin: UnitOfWork, plan: int, last: str) -> None:
    respondent = texter(begin, 0)
    answer(respondent, YOUNG)
    if last == "refuse":
        respondent.say("je ne veux plus", wish="refuse")
    else:
        answer(respondent, ["retour", "retour", "retour", "non"])

    assert set(used(begin, plan).values()) == {(0, 0)}


def test_an_age_that_is_not_told_is_answered_to_the_end_and_never_counted(
    begin: UnitOfWork, plan: int
) -> None:
    respondent = texter(begin, 0)

    told = answer(respondent, ["oui", "passer", "5", *REST])

    assert told.startswith("Merci, c'est terminé.")
    assert respondent.interview().counted is False
    assert set(used(begin, plan).values()) == {(0, 0)}


def test_a_volunteer_out_of_the_sample_answers_and_fills_no_quota(
    begin: UnitOfWork, plan: int
) -> None:
    respondent = texter(begin, 9)

    answer(respondent, [*YOUNG, *REST])

    assert respondent.interview().case_id is None
    assert respondent.interview().counted is False
    assert set(used(begin, plan).values()) == {(0, 0)}


def test_whatever_was_said_the_counters_are_what_their_events_tell(
    begin: UnitOfWork, plan: int
) -> None:
    answer(texter(begin, 0), [*YOUNG, *REST])
    answer(texter(begin, 1), YOUNG)
    answer(texter(begin, 2), OLD)

    with begin() as session:
        for counter in quotas.standing(session, plan):
            told = quotas.rebuilt(session, plan)[counter.id or 0]
            assert told == Rebuilt(counter.completed, counter.reserved)


def test_more_answers_than_people_are_refused_at_launch(begin: UnitOfWork) -> None:
    with pytest.raises(TargetAbovePopulation):
        sampled(begin, service.Quota(9, QUOTA.margins))


def test_a_quota_that_no_question_gives_is_refused_at_launch(
    begin: UnitOfWork, session: Session
) -> None:
    with pytest.raises(BadQuestionnaire) as refused:
        sampled(begin, service.Quota(2, [("agency", "income")]))

    assert refused.value.data["problems"] == ["no question gives the quota 'income'"]
