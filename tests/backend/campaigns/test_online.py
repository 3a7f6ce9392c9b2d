"""The questionnaire on its own page: the same path and the same places, for who holds the link."""

from datetime import timedelta

import pytest
from sqlmodel import select

from backend.campaigns import links, online, service
from backend.campaigns.errors import NobodyToSend, NotYourCase, SurveyLinkUnknown
from backend.campaigns.models import (
    Campaign,
    Case,
    Interview,
    InterviewAnswer,
    InterviewState,
    State,
    SurveyLink,
)
from backend.campaigns.reading import Fault
from backend.campaigns.telephoning import conclude, next_case, send_link
from backend.conversations.models import Conversation, Message
from backend.db import UnitOfWork
from backend.outbox import service as outbox
from backend.quotas import service as quotas
from backend.tenants.models import Person
from tests.backend.campaigns.people import sampled
from tests.backend.campaigns.test_places import REST, YOUNG, answer, texter, used
from tests.backend.campaigns.test_telephoning import ALL, LAST, TEN
from tests.backend.conversations.people import agent


class Reader:
    """Somebody of the sample with a link in a browser."""

    def __init__(self, begin: UnitOfWork, number: int = 0) -> None:
        self.begin, self.at = begin, TEN
        with begin() as session:
            campaign = session.exec(select(Campaign)).one()
            cases = session.exec(select(Case).order_by("id")).all()
            case = cases[number]
            interview = links.interview_of(session, campaign, case, now=TEN)
            self.token, _ = links.draw(session, interview, language="fr", now=TEN)
            self.interview_id = interview.id

    def gives(self, code: str, numbers: list[int]) -> Fault | None:
        with self.begin() as session:
            return online.answer(session, self.token, code, numbers, now=self.at)

    def gives_all(self, answers: dict[str, list[int]]) -> None:
        for code, numbers in answers.items():
            assert self.gives(code, numbers) is None

    def refuses(self) -> None:
        with self.begin() as session:
            online.refuse(session, self.token, now=self.at)

    def sees(self) -> str:
        """The question that waits, or how it is over."""
        with self.begin() as session:
            found = online.opened(session, self.token, now=self.at)
            if found.over is not None:
                return str(found.over)
            one = found.asked(None)
            return one.code if one else ""

    def interview(self) -> Interview:
        with self.begin() as session:
            return session.get_one(Interview, self.interview_id)

    def written(self) -> list[tuple[str, list[int]]]:
        with self.begin() as session:
            kept = session.exec(select(InterviewAnswer).order_by("id")).all()
        return [(one.question, one.numbers) for one in kept]


@pytest.fixture
def plan(begin: UnitOfWork) -> int:
    return sampled(begin)


def ends(begin: UnitOfWork) -> None:
    with begin() as session:
        service.move(session, session.exec(select(Campaign)).one(), State.ENDED, now=TEN)


def test_a_place_is_held_after_the_screening_page_and_counted_at_the_end(
    begin: UnitOfWork, plan: int
) -> None:
    reader = Reader(begin)
    reader.gives_all({"A1": [1], "A2": [2]})
    before = used(begin, plan)
    reader.gives("A3", [5])
    held = used(begin, plan)
    reader.gives_all(dict(list(ALL.items())[3:]) | LAST)

    assert set(before.values()) == {(0, 0)}
    assert held["2"] == (1, 0)
    assert used(begin, plan)["2"] == (0, 1)
    assert reader.sees() == "done"
    assert (reader.interview().counted, reader.interview().mode) == (True, "web")


def test_the_place_is_kept_an_hour_from_the_last_answer_on(begin: UnitOfWork, plan: int) -> None:
    reader = Reader(begin)
    reader.gives_all({"A1": [1], "A2": [2], "A3": [5]})
    reader.at += timedelta(minutes=50)
    reader.gives("B1", [1])

    def held_after(minutes: int) -> tuple[int, int]:
        with begin() as session:
            quotas.expire(session, now=TEN + timedelta(minutes=minutes))
        return used(begin, plan)["2"]

    assert held_after(100) == (1, 0)
    assert held_after(111) == (0, 0)


def test_who_is_too_many_is_thanked_after_the_screening(begin: UnitOfWork, plan: int) -> None:
    Reader(begin, 0).gives_all({"A1": [1], "A2": [2], "A3": [5]})
    second = Reader(begin, 1)

    second.gives_all({"A1": [1], "A2": [2], "A3": [5]})

    assert second.sees() == "quota_full"
    assert second.gives("B1", [1]) is None
    assert [code for code, _ in second.written()].count("B1") == 0


def test_it_goes_back_and_resumes_at_the_first_question_without_an_answer(
    begin: UnitOfWork, plan: int
) -> None:
    reader = Reader(begin)
    reader.gives_all({"A1": [1], "A2": [4], "A3": [5]})
    reader.at += timedelta(days=2)

    assert reader.sees() == "B1"
    reader.gives("A2", [2])
    assert reader.sees() == "B1"
    assert used(begin, plan)["2"] == (1, 0)


def test_the_same_answer_again_and_one_to_a_question_that_is_not_asked_change_nothing(
    begin: UnitOfWork, plan: int
) -> None:
    reader = Reader(begin)
    for _ in range(3):
        reader.gives("A1", [1])
    reader.gives("B2", [1])
    reader.gives("Z9", [1])

    assert reader.written() == [("A1", [1])]


def test_what_fits_no_choice_is_said_and_not_kept(begin: UnitOfWork, plan: int) -> None:
    reader = Reader(begin)

    assert reader.gives("A1", []) is Fault.NO_SUCH
    assert reader.gives("A1", [17]) is Fault.NO_SUCH
    assert reader.gives("A1", [1, 2]) is Fault.TOO_MANY
    assert reader.written() == []


@pytest.mark.parametrize("how", ["refusal", "end", "call"])
def test_a_link_takes_nothing_after_a_refusal_or_the_end(
    begin: UnitOfWork, plan: int, how: str
) -> None:
    reader = Reader(begin)
    reader.gives_all({"A1": [1], "A2": [2], "A3": [5]})
    if how == "refusal":
        reader.refuses()
    elif how == "end":
        ends(begin)
    else:
        with begin() as session:
            case = session.exec(select(Case).order_by("id")).first()
            assert case is not None
            case.outcome = "wrong_number"

    reader.gives("B1", [1])

    assert reader.sees() == {"refusal": "refused"}.get(how, "over")
    assert reader.written() == [("A1", [1]), ("A2", [2]), ("A3", [5])]
    assert how != "refusal" or used(begin, plan)["2"] == (0, 0)


def test_an_unknown_link_and_one_whose_time_is_over_open_nothing(
    begin: UnitOfWork, plan: int
) -> None:
    reader = Reader(begin)
    reader.at += timedelta(days=30)

    with pytest.raises(SurveyLinkUnknown):
        reader.sees()
    reader.token = reader.token[::-1]
    reader.at = TEN
    with pytest.raises(SurveyLinkUnknown):
        reader.gives("A1", [1])


def test_the_secret_of_a_link_is_not_in_the_database(begin: UnitOfWork, plan: int) -> None:
    reader = Reader(begin)

    with begin() as session:
        link = session.exec(select(SurveyLink)).one()
    assert reader.token not in str(link.model_dump())
    assert len(reader.token) >= 22


def test_an_interview_begun_by_sms_goes_on_online_and_the_sms_waits_for_nothing(
    begin: UnitOfWork, plan: int
) -> None:
    talking = texter(begin, 0)
    answer(talking, YOUNG)
    reader = Reader(begin, 0)

    assert reader.sees() == "B1"
    reader.gives("B1", [1])

    assert talking.conversation().interview_id is None
    assert used(begin, plan)["2"] == (1, 0)
    with begin() as session:
        assert len(session.exec(select(Interview)).all()) == 1


def test_the_end_of_the_short_form_offers_the_rest_online_and_counts_no_second_time(
    begin: UnitOfWork, plan: int
) -> None:
    talking = texter(begin, 0)
    last = answer(talking, [*YOUNG, *REST])
    reader = Reader(begin, 0)
    reader.token = last.partition("/enquete/")[2].split(" ")[0]

    assert reader.sees() == "B2"
    reader.gives("A2", [4])
    reader.gives("B2", [1])

    assert reader.written()[-1] == ("B2", [1])
    assert reader.interview().state is InterviewState.DONE
    assert used(begin, plan)["2"] == (0, 1)
    ends(begin)
    reader.gives("C2", [1])
    assert reader.written()[-1] == ("B2", [1])


def test_an_agent_sends_the_link_and_the_call_is_over(begin: UnitOfWork, plan: int) -> None:
    with begin() as session:
        agent_id = agent(session)
        campaign = session.exec(select(Campaign)).one()
        case = next_case(session, campaign, agent_id, now=TEN)
        send_link(session, campaign, agent_id, "Office64", now=TEN)
        text = session.exec(select(Message.text)).one()

        assert case is not None
        assert (case.holder_id, case.outcome) == (None, None)
        assert case.next_at == TEN + timedelta(hours=72)
        assert text.startswith("Office64. Votre lien personnel")
        assert "STOP" in text
        assert "/enquete/" in text
        with pytest.raises(NotYourCase):
            conclude(session, campaign, agent_id, "no_answer", now=TEN)


@pytest.mark.parametrize("why", ["landline", "stop"])
def test_no_link_is_sent_to_a_landline_nor_after_stop(
    begin: UnitOfWork, plan: int, why: str
) -> None:
    with begin() as session:
        agent_id = agent(session)
        campaign = session.exec(select(Campaign)).one()
        case = next_case(session, campaign, agent_id, now=TEN)
        assert case is not None
        person = session.get_one(Person, case.person_id)
        if why == "landline":
            person.phone = "+33559980000"
        else:
            outbox.opt_out(
                session, channel="sms", contact=person.phone or "", scope="campaign", words="STOP"
            )

        with pytest.raises(NobodyToSend):
            send_link(session, campaign, agent_id, "Office64", now=TEN)
        assert session.exec(select(Conversation)).all() == []
        assert case.holder_id == agent_id
