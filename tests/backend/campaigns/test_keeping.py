"""A survey keeps to its days, and each night tells which quotas will not fill."""

from datetime import datetime, timedelta

import pytest
from sqlmodel import Session, select

from backend.campaigns import inviting, progress, service, supervision
from backend.campaigns.errors import BadDates
from backend.campaigns.keeping import keep
from backend.campaigns.models import Campaign, State, Wave
from backend.campaigns.questionnaire import shipped
from backend.campaigns.service import Terms
from backend.campaigns.telephoning import next_case
from backend.db import UnitOfWork
from tests.backend.campaigns.people import QUOTA, sampled
from tests.backend.campaigns.test_places import REST, YOUNG, answer, texter
from tests.backend.conversations.people import NOW, agent

TODAY = NOW.date()
TEN = NOW.replace(hour=10)


def survey(session: Session) -> Campaign:
    return session.exec(select(Campaign)).one()


def kept(begin: UnitOfWork, at: datetime) -> State:
    with begin() as session:
        keep(session, now=at)
    with begin() as session:
        return survey(session).state


def test_it_ends_by_itself_after_its_last_day_and_not_on_it(begin: UnitOfWork) -> None:
    sampled(begin)
    with begin() as session:
        survey(session).ends_on = TODAY

    assert kept(begin, NOW) is State.RUNNING
    assert kept(begin, NOW + timedelta(days=1)) is State.ENDED
    with begin() as session:
        assert survey(session).ended_at == NOW + timedelta(days=1)


def test_before_its_first_day_nobody_is_called_or_invited(begin: UnitOfWork) -> None:
    sampled(begin)
    tomorrow = timedelta(days=1)
    with begin() as session:
        one, caller = survey(session), agent(session)
        one.begins_on, one.by_sms = TODAY + tomorrow, True
        session.flush()

        assert next_case(session, one, caller, now=TEN) is None
        assert inviting.invite(session, one, "Office64", now=TEN) == 0
        assert next_case(session, one, caller, now=TEN + tomorrow) is not None
        assert inviting.invite(session, one, "Office64", now=TEN + tomorrow) > 0


def test_a_survey_that_makes_no_calls_hands_out_nobody(begin: UnitOfWork) -> None:
    sampled(begin)
    with begin() as session:
        one = survey(session)
        one.by_phone = False
        session.flush()

        assert next_case(session, one, agent(session), now=TEN) is None


@pytest.mark.parametrize(("first", "last"), [(None, -1), (2, 1)])
def test_days_that_leave_no_time_to_ask_are_refused(
    session: Session, first: int | None, last: int
) -> None:
    begins = None if first is None else TODAY + timedelta(days=first)
    terms = Terms(begins_on=begins, ends_on=TODAY + timedelta(days=last))

    with pytest.raises(BadDates):
        service.prepare(
            session,
            landlord="office64",
            name="Test",
            wave=Wave.FIELD,
            questionnaire=shipped("inclusion-numerique"),
            terms=terms,
            now=NOW,
        )


def test_each_night_it_foresees_once_which_quotas_will_not_fill(begin: UnitOfWork) -> None:
    sampled(begin, QUOTA)
    kept(begin, NOW)
    for number in (0, 1):
        texter(begin, number).say("je ne veux pas", wish="refuse")
    kept(begin, NOW + timedelta(minutes=1))
    with begin() as session:
        the_same_day = supervision.foreseen(session, survey(session))

    kept(begin, NOW + timedelta(days=1))
    with begin() as session:
        found = supervision.foreseen(session, survey(session))

    assert the_same_day == ()
    assert [(one.names[-1], one.missing) for one in found if "30-44" in one.names[-1]] == [
        ("30-44 ans", 1)
    ]


def test_the_end_is_foreseen_from_the_answers_of_the_last_days(begin: UnitOfWork) -> None:
    sampled(begin)

    def pace(days: float) -> progress.Pace:
        with begin() as session:
            one, now = survey(session), NOW + timedelta(days=days)
            return progress.pace(session, one, supervision.lines(session, one), now=now)

    before = pace(1)
    answer(texter(begin, 0), [*YOUNG, *REST])

    assert (before.counted, before.left, before.ends_on) == (0, 2, None)
    after = pace(2)
    assert (after.counted, after.since, after.left) == (1, TODAY, 1)
    assert after.ends_on == TODAY + timedelta(days=4)
    assert pace(20).ends_on is None
