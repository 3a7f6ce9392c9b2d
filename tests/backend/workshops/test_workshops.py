"""A workshop's seats are taken once, its invitations and reminders reach whom they may."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, update
from sqlmodel import Session

from backend.db import UnitOfWork
from backend.outbox import service as outbox
from backend.results.models import SurveyWish
from backend.tenants.models import Person
from backend.workshops import queries, service
from backend.workshops.errors import (
    WorkshopLinkUnknown,
    WorkshopNotFound,
    WorkshopOver,
    WorkshopUnfinished,
)
from backend.workshops.models import Seat, SeatState, Workshop
from backend.workshops.service import Plan
from tests.backend.conversations.people import NOW
from tests.backend.workshops.people import FIXED, IN_A_WEEK, Circle, mobiles, planned, wishing

INVITED, COMING, WAITING = SeatState.INVITED, SeatState.COMING, SeatState.WAITING
DECLINED, TO_CALL = SeatState.DECLINED, SeatState.TO_CALL
EVE = IN_A_WEEK - timedelta(hours=20)


def test_everybody_who_would_like_it_is_invited_once_with_a_link_of_their_own(
    begin: UnitOfWork,
) -> None:
    circle = Circle(begin)
    with begin() as session:
        workshop = service.of_landlord(session, "office64", circle.id)
        again = service.invite(session, workshop, "Office64", now=NOW)
        told = circle.sent()
        token = re.findall(r"/atelier/([\w-]+)", told[2][1])[0]
        opened, seat = service.opened(session, token)

        assert again == 0
        assert [to for to, _ in told] == mobiles(4)
        assert all("Mon espace" in body and "STOP" in body for _, body in told)
        assert (opened.id, seat.id) == (circle.id, queries.seats(session, workshop)[2][0].id)
        with pytest.raises(WorkshopLinkUnknown):
            service.opened(session, f"{token}x")


def test_whom_no_sms_may_reach_is_left_for_an_agent_to_call(begin: UnitOfWork) -> None:
    silent, *others = mobiles(3)
    with begin() as session:
        outbox.opt_out(session, channel="sms", contact=silent, scope="campaign", words="STOP")

    circle = Circle(begin, [silent, FIXED, None, *others])

    assert circle.states() == [TO_CALL, TO_CALL, TO_CALL, INVITED, INVITED]
    assert [to for to, _ in circle.sent()] == others
    assert circle.says(1, comes=True) is COMING


def test_the_last_seat_is_given_back_to_who_waits_for_longest_and_they_are_told(
    begin: UnitOfWork,
) -> None:
    circle = Circle(begin)
    said = [circle.says(number, comes=True) for number in (0, 1, 3, 2)]
    circle.says(1, comes=False)

    assert said == [COMING, COMING, WAITING, WAITING]
    assert circle.states() == [COMING, DECLINED, WAITING, COMING]
    assert circle.taken() == 2
    to, body = circle.sent()[-1]
    assert to == mobiles(4)[3]
    assert "Une place s'est libérée" in body


def test_two_who_take_the_last_seat_at_once_do_not_both_come(begin: UnitOfWork) -> None:
    circle = Circle(begin, seats=1)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda number: circle.says(number, comes=True), range(4)))

    assert sorted(circle.states()) == sorted([COMING, WAITING, WAITING, WAITING])
    assert circle.taken() == 1


@given(st.lists(st.tuples(st.integers(0, 3), st.booleans()), max_size=12))
@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_whatever_is_said_the_seats_are_who_comes_and_nobody_waits_while_one_is_free(
    begin: UnitOfWork, said: list[tuple[int, bool]]
) -> None:
    with begin() as session:
        for table in (Seat, Workshop, SurveyWish):
            session.execute(delete(table))
        session.execute(update(Person).values(phone=None))
    circle = Circle(begin)

    for number, comes in said:
        circle.says(number, comes=comes)
        states = circle.states()
        assert states.count(COMING) == circle.taken() <= 2
        assert WAITING not in states or circle.taken() == 2


def test_those_who_come_are_reminded_once_the_day_before(begin: UnitOfWork) -> None:
    circle = Circle(begin)
    circle.says(0, comes=True)
    before = len(circle.sent())

    assert circle.reminds(EVE - timedelta(days=1)) == 0
    assert [circle.reminds(EVE), circle.reminds(EVE)] == [1, 0]
    [(to, body)] = circle.sent()[before:]
    assert to == mobiles(4)[0]
    assert "Rappel" in body


def test_a_cancelled_workshop_is_told_to_those_who_come_or_wait_and_takes_nobody_more(
    begin: UnitOfWork,
) -> None:
    circle = Circle(begin, seats=1)
    for number in (0, 1):
        circle.says(number, comes=True)
    circle.says(2, comes=False)
    before = len(circle.sent())
    circle.cancels()

    told = circle.sent()[before:]
    assert [to for to, _ in told] == mobiles(4)[:2]
    assert all("annulé" in body for _, body in told)
    with pytest.raises(WorkshopOver):
        circle.says(3, comes=True)
    assert circle.reminds(EVE) == 0


def test_nobody_comes_or_goes_once_it_has_begun(begin: UnitOfWork) -> None:
    circle = Circle(begin)
    circle.at = IN_A_WEEK

    with pytest.raises(WorkshopOver):
        circle.says(0, comes=True)


@pytest.mark.parametrize(
    "wrong",
    [
        {"need": ""}, {"title": ""}, {"place": ""}, {"seats": 0}, {"starts_at": NOW},
        {"ends_at": IN_A_WEEK},
    ],
)  # fmt: skip
def test_a_workshop_that_nobody_could_come_to_is_refused(
    session: Session, wrong: dict[str, object]
) -> None:
    right: dict[str, object] = {
        "need": "training",
        "title": "T",
        "place": "P",
        "starts_at": IN_A_WEEK,
        "ends_at": IN_A_WEEK + timedelta(hours=1),
        "seats": 3,
    }

    with pytest.raises(WorkshopUnfinished):
        service.plan(session, wishing(session, []), Plan(**{**right, **wrong}), now=NOW)  # type: ignore[arg-type]


def test_another_landlord_s_workshop_is_not_there_and_another_need_s_people_are_not_asked(
    session: Session,
) -> None:
    workshop = planned(session, wishing(session, mobiles(1), need="equipment"))

    assert service.invite(session, workshop, "Office64", now=NOW) == 0
    with pytest.raises(WorkshopNotFound):
        service.of_landlord(session, "rochefort", workshop.id or 0)
