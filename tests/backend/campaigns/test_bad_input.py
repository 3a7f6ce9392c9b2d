"""What should not happen to a campaign, and does: each is refused, or changes nothing."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlmodel import select

from backend.campaigns import service
from backend.campaigns.inviting import heed, remind
from backend.campaigns.models import (
    Campaign,
    Case,
    Interview,
    InterviewAnswer,
    InterviewState,
    State,
)
from backend.conversations.models import Channel
from backend.db import UnitOfWork
from backend.outbox import silence
from backend.quotas import service as quotas
from backend.quotas.errors import EmptyCategory
from backend.tenants.models import Person
from tests.backend.campaigns.people import PHONE, QUOTA, Respondent, prepared, sampled
from tests.backend.campaigns.test_online import Reader
from tests.backend.campaigns.test_places import REST, YOUNG, answer, texter, used
from tests.backend.conversations.people import NOW


@pytest.fixture
def plan(begin: UnitOfWork) -> int:
    return sampled(begin)


def second(begin: UnitOfWork) -> int:
    """Pause the survey that runs, and ask the same people in another; return its plan."""
    with begin() as session:
        first = session.exec(select(Campaign)).one()
        service.move(session, first, State.PAUSED, now=NOW)
        made = prepared(session, name="La suivante")
        cases = session.exec(select(Case).where(Case.campaign_id == first.id)).all()
        service.sample(session, made, [(case.person_id, case.known) for case in cases])
        service.launch(session, made, QUOTA, now=NOW)
        return made.plan_id or 0


def test_a_quota_on_a_category_that_nobody_has_is_refused_at_launch(begin: UnitOfWork) -> None:
    with begin() as session:
        made = prepared(session)
        person = Person(landlord="office64", name="P", phone=PHONE)
        session.add(person)
        session.flush()
        service.sample(session, made, [(person.id or 0, {"agency": "1"})])

        with pytest.raises(EmptyCategory):
            service.launch(session, made, service.Quota(1, [("agency", "csp")]), now=NOW)
        assert (made.state, made.plan_id) == (State.DRAFT, None)


def test_a_contact_in_two_campaigns_fills_the_places_of_the_one_that_asks(
    begin: UnitOfWork, plan: int
) -> None:
    talking = texter(begin, 0)
    answer(talking, YOUNG)
    other = second(begin)

    talking.say("je participe", wish="take_part")
    told = answer(talking, [*YOUNG, *REST])

    assert told.startswith("Merci, c'est terminé.")
    assert used(begin, other)["2"] == (0, 1)
    assert used(begin, plan)["2"] == (0, 0)
    with begin() as session:
        assert len(session.exec(select(Interview)).all()) == 2


@pytest.mark.parametrize("word", ["STOP", "arrêt"])
def test_stop_between_two_questions_is_no_answer_and_nothing_more_is_asked(
    begin: UnitOfWork, plan: int, word: str
) -> None:
    talking = texter(begin, 0)
    answer(talking, YOUNG)

    told = talking.say(word)
    with begin() as session:
        heeded = [heed(session, now=NOW) for _ in range(2)]
    after = talking.say("2", wish="question")

    assert heeded == [1, 0]
    assert [one["act"] for one in told] == ["optout"]
    assert [question for question, _ in talking.written()] == ["A1", "A2", "A3"]
    assert all("asks" not in one for one in (*told, *after))
    assert talking.interview().state is InterviewState.REFUSED
    assert used(begin, plan)["2"] == (0, 0)
    with begin() as session:
        campaign = session.exec(select(Campaign)).one()
        assert remind(session, campaign, "Office64", now=NOW + timedelta(days=9)) == 0


def test_a_stop_about_another_survey_refuses_none(begin: UnitOfWork, plan: int) -> None:
    talking = texter(begin, 0)
    with begin() as session:
        contact, scope = f"{PHONE[:-1]}0", silence.campaign(99)
        silence.opt_out(session, channel="sms", contact=contact, scope=scope, words="STOP")

        assert heed(session, now=NOW) == 0
    assert talking.interview().state is InterviewState.RUNNING


def test_31_answers_at_once_by_sms_are_one_answer_to_each_question(
    begin: UnitOfWork, plan: int
) -> None:
    talking = texter(begin, 0)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda n: talking.say("1", sent=f"SM{n}"), range(31)))

    with begin() as session:
        kept = session.exec(select(InterviewAnswer).order_by("id")).all()
    assert kept
    assert len({one.message_id for one in kept}) == len(kept)
    assert [one.question for one in kept] == list(dict.fromkeys(one.question for one in kept))
    counters = used(begin, plan).values()
    assert all(reserved + counted <= 1 for reserved, counted in list(counters)[1:])


def test_31_answers_at_once_on_the_page_are_one(begin: UnitOfWork, plan: int) -> None:
    reader = Reader(begin)

    with ThreadPoolExecutor(8) as pool:
        faults = list(pool.map(lambda _: reader.gives("A1", [1]), range(31)))

    assert faults == [None] * 31
    assert reader.written() == [("A1", [1])]


def test_one_person_on_the_page_and_by_sms_at_once_is_one_interview_in_one_place(
    begin: UnitOfWork, plan: int
) -> None:
    talking = texter(begin, 0)
    answer(talking, YOUNG)
    reader = Reader(begin, 0)

    with ThreadPoolExecutor(2) as pool:
        by_sms = pool.submit(answer, talking, REST)
        online = pool.submit(reader.gives_all, {"B1": [1], "B2": [1], "B3": [1]})
        by_sms.result()
        online.result()

    with begin() as session:
        assert len(session.exec(select(Interview)).all()) == 1
        again = quotas.rebuilt(session, plan)
        for counter in quotas.standing(session, plan):
            assert again[counter.id or 0] == quotas.Rebuilt(counter.completed, counter.reserved)
    assert sum(used(begin, plan)["2"]) == 1


def test_an_answer_on_the_page_after_the_end_is_not_kept(begin: UnitOfWork, plan: int) -> None:
    reader = Reader(begin)
    reader.gives("A1", [1])
    with begin() as session:
        service.move(session, session.exec(select(Campaign)).one(), State.ENDED, now=NOW)

    assert reader.gives("A2", [2]) is None
    assert reader.written() == [("A1", [1])]


def test_a_channel_more_gives_no_second_interview(begin: UnitOfWork, plan: int) -> None:
    answer(texter(begin, 0), [*YOUNG, *REST])
    reader = Reader(begin, 0)
    again = Respondent(begin, Channel.SMS, f"{PHONE[:-1]}0")

    [told] = again.say("je participe", wish="take_part")

    assert "déjà répondu" in told["text"]
    assert reader.sees() == "B2"
    assert used(begin, plan)["2"] == (0, 1)
