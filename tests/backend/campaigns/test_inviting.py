"""Invitations by SMS: in waves, to those who may be asked, and reminders that disturb nothing."""

from datetime import timedelta

import pytest
from sqlmodel import select

from backend.campaigns.inviting import invite, remind
from backend.campaigns.models import Campaign, Interview, InterviewState
from backend.conversations import service as conversations
from backend.conversations.models import Channel, Message
from backend.db import UnitOfWork
from backend.outbox import service as outbox
from backend.outbox.models import Purpose, Sms
from backend.tenants.models import Person
from tests.backend.campaigns.people import PHONE, Respondent, sampled
from tests.backend.campaigns.test_places import REST, YOUNG, answer, used
from tests.backend.conversations.people import NOW

DAY = timedelta(days=1)


@pytest.fixture
def plan(begin: UnitOfWork) -> int:
    return sampled(begin)


def number(n: int) -> str:
    return f"{PHONE[:-1]}{n}"


def wave(begin: UnitOfWork, *, days: float = 0) -> int:
    with begin() as session:
        campaign = session.exec(select(Campaign)).one()
        return invite(session, campaign, "Office64", now=NOW + days * DAY)


def reminders(begin: UnitOfWork, *, days: float) -> int:
    with begin() as session:
        campaign = session.exec(select(Campaign)).one()
        return remind(session, campaign, "Office64", now=NOW + days * DAY)


def invited(begin: UnitOfWork) -> list[str]:
    with begin() as session:
        query = select(Sms.to).where(Sms.purpose == Purpose.CAMPAIGN).distinct()
        return sorted(session.exec(query))


def said(begin: UnitOfWork) -> list[str]:
    with begin() as session:
        return list(session.exec(select(Message.text).order_by("id")))


def states(begin: UnitOfWork) -> list[InterviewState]:
    with begin() as session:
        return list(session.exec(select(Interview.state).order_by("id")))


def respondent(begin: UnitOfWork, phone: str, *, days: float) -> Respondent:
    talking = Respondent(begin, Channel.SMS, phone)
    talking.at = NOW + days * DAY
    return talking


def test_an_invitation_says_who_why_how_long_and_how_to_refuse(
    begin: UnitOfWork, plan: int
) -> None:
    wave(begin)

    [text] = set(said(begin))
    assert text.startswith("Office64. ")
    assert "3 minutes" in text
    assert "facultatives" in text
    assert "OUI" in text
    assert "STOP" in text


def test_the_first_wave_asks_no_more_than_the_quotas_could_bear(
    begin: UnitOfWork, plan: int
) -> None:
    assert wave(begin) == 2
    assert wave(begin, days=0.9) == 0
    assert wave(begin, days=1.1) == 2
    assert invited(begin) == [number(n) for n in range(4)]


def test_a_yes_begins_and_the_answers_fill_the_quota(begin: UnitOfWork, plan: int) -> None:
    wave(begin)
    phone = invited(begin)[0]
    talking = respondent(begin, phone, days=0.1)

    [first] = talking.say("oui")
    profile = YOUNG if phone in (number(0), number(1)) else ["oui", "67 ans", "retraité"]
    told = answer(talking, [*profile, *REST])

    assert first["text"].startswith("Question 1 sur 9.")
    assert told.startswith("Merci, c'est terminé.")
    assert sorted(used(begin, plan).values())[-1] == (0, 1)


def test_a_no_is_taken_and_nobody_reminds_them(begin: UnitOfWork, plan: int) -> None:
    wave(begin)
    for phone in invited(begin):
        respondent(begin, phone, days=0.1).say("non merci")

    assert set(states(begin)) == {InterviewState.REFUSED}
    assert reminders(begin, days=4) == 0


def test_who_does_not_answer_is_reminded_twice_and_no_more(begin: UnitOfWork, plan: int) -> None:
    wave(begin)

    told = [reminders(begin, days=days) for days in (2, 4, 5, 8, 12, 20)]

    assert told == [0, 2, 0, 2, 0, 0]


def test_who_stopped_half_way_is_asked_the_same_question_and_may_just_answer(
    begin: UnitOfWork, plan: int
) -> None:
    wave(begin)
    phone = invited(begin)[0]
    answer(respondent(begin, phone, days=0.1), ["oui", "oui"])

    reminders(begin, days=4)
    again = [text for text in said(begin) if text.startswith("Question 2 sur 9.")]
    [third] = respondent(begin, phone, days=4.1).say("2")

    assert len(again) == 2
    assert "Question 3 sur 9." in third["text"]


@pytest.mark.parametrize("scope", ["all", "campaign"])
def test_after_stop_nobody_is_invited_nor_reminded(
    begin: UnitOfWork, plan: int, scope: str
) -> None:
    wave(begin)
    with begin() as session:
        for n in range(4):
            outbox.opt_out(session, channel="sms", contact=number(n), scope=scope, words="STOP")

    assert wave(begin, days=2) == 0
    assert reminders(begin, days=4) == 0


def test_stop_about_a_survey_stops_that_one_and_start_lifts_it(
    begin: UnitOfWork, plan: int
) -> None:
    wave(begin)
    phone = invited(begin)[0]
    talking = respondent(begin, phone, days=0.1)
    with begin() as session:
        [survey] = session.exec(select(Campaign.id))
    mine, other = outbox.campaign(survey or 0), outbox.campaign((survey or 0) + 1)

    def silent(scope: str) -> bool:
        with begin() as session:
            return outbox.is_opted_out(session, channel="sms", contact=phone, scope=scope)

    [told] = talking.say("STOP enquête")
    stopped = silent(mine), silent(other), silent(outbox.EVERYTHING)
    reminded = reminders(begin, days=4)
    [back] = talking.say("START enquête")

    assert told["act"] == back["act"] == "optout"
    assert "cette enquête" in told["text"]
    assert stopped == (True, False, False)
    assert reminded == 1
    assert not silent(mine)


def test_stop_about_every_survey_is_about_the_next_ones_too(begin: UnitOfWork, plan: int) -> None:
    wave(begin)
    phone = invited(begin)[0]

    [told] = respondent(begin, phone, days=0.1).say("STOP ENQUETES")

    assert "plus d'enquêtes" in told["text"]
    with begin() as session:
        assert outbox.is_opted_out(
            session, channel="sms", contact=phone, scope=outbox.campaign(999)
        )
        assert not outbox.is_opted_out(session, channel="sms", contact=phone)


def test_a_wish_to_begin_a_survey_that_nobody_stopped_is_no_start(
    begin: UnitOfWork, plan: int
) -> None:
    wave(begin)
    talking = respondent(begin, invited(begin)[0], days=0.1)

    told = talking.say("start questionnaire", wish="take_part")

    assert "optout" not in [reply["act"] for reply in told]


def test_a_landline_is_never_written_to(begin: UnitOfWork, plan: int) -> None:
    with begin() as session:
        for person in session.exec(select(Person)):
            person.phone = "+33559980000"

    assert wave(begin) == 0


def test_nobody_is_invited_in_the_conversation_of_another_landlord(
    begin: UnitOfWork, plan: int
) -> None:
    with begin() as session:
        for one in range(4):
            at = NOW - 2 * DAY
            conversations.open_sms(session, contact=number(one), landlord="rochefort", now=at)

    assert wave(begin) == 0


def test_who_writes_to_us_today_is_left_in_peace(begin: UnitOfWork, plan: int) -> None:
    with begin() as session:
        for n in range(4):
            conversations.open_sms(
                session, contact=number(n), landlord="office64", now=NOW - DAY / 2
            )

    assert wave(begin) == 0
    assert wave(begin, days=1) == 2


def test_a_question_to_us_after_an_invitation_is_only_answered(
    begin: UnitOfWork, plan: int
) -> None:
    wave(begin)
    talking = respondent(begin, invited(begin)[0], days=0.1)

    replies = talking.say("c'est quoi ce questionnaire", wish="question")

    assert [one.get("asks") for one in replies] == [None]
