"""The workshops of a survey in the console: planned, filled, cancelled; supervisors only."""

import pytest
from sqlmodel import select

from backend.db import UnitOfWork
from backend.workshops.models import Seat, SeatState, Workshop
from tests.backend.console.conftest import Browser
from tests.backend.workshops.people import FIXED, mobiles, planned, wishing

FORM = {
    "need": "training",
    "title": "Mon espace",
    "place": "Agence",
    "starts_at": "2026-12-01T10:00",
    "ends_at": "2026-12-01T12:00",
    "seats": "8",
}


@pytest.fixture
def survey(begin: UnitOfWork) -> str:
    """Where the workshops of a survey are shown; two people would like one."""
    with begin() as session:
        made = wishing(session, [*mobiles(1), FIXED])
        return f"/console/enquetes/{made.id}/ateliers"


def test_an_agent_plans_nothing_and_another_landlord_s_workshop_is_not_there(
    bearn: Browser, chef: Browser, begin: UnitOfWork, survey: str
) -> None:
    chef.post(survey, FORM)
    with begin() as session:
        session.exec(select(Workshop)).one().landlord = "rochefort"

    assert bearn.get(survey).status_code == 404
    assert bearn.post(survey, FORM).status_code == 404
    assert chef.get("/console/ateliers/1").status_code == 404
    assert chef.post("/console/ateliers/1/invitations").status_code == 404
    assert chef.post("/console/ateliers/1/places/1", {"comes": "yes"}).status_code == 404


def test_it_is_planned_invited_to_answered_by_telephone_and_cancelled(
    chef: Browser, begin: UnitOfWork, survey: str
) -> None:
    there = chef.post(survey, FORM).headers["location"].partition("?")[0]
    before = chef.get(there).text
    invited = chef.post(f"{there}/invitations")
    again = chef.post(f"{there}/invitations")
    with begin() as session:
        by_phone = session.exec(select(Seat.id).where(Seat.state == SeatState.TO_CALL)).one()
    chef.post(f"{there}/places/{by_phone}", {"comes": "yes"})
    shown = chef.get(there).text
    gone = chef.post(f"{there}/annulation")

    assert "pas encore invitées : 2." in before
    assert "notice=workshop-invited" in invited.headers["location"]
    assert "notice=workshop-nobody" in again.headers["location"]
    assert "Places prises : 1 sur 8." in shown
    assert "Invité par SMS" in shown
    assert "notice=workshop-cancelled" in gone.headers["location"]
    assert "notice=workshop-over" in chef.post(f"{there}/annulation").headers["location"]
    assert "Mon espace" in chef.get(survey).text


@pytest.mark.parametrize(
    "wrong", [{"need": "lottery"}, {"seats": "0"}, {"starts_at": "hier"}, {"place": " "}]
)
def test_one_that_nobody_could_come_to_is_not_written(
    chef: Browser, begin: UnitOfWork, survey: str, wrong: dict[str, str]
) -> None:
    told = chef.post(survey, {**FORM, **wrong})

    assert "notice=workshop-unfinished" in told.headers["location"]
    with begin() as session:
        assert session.exec(select(Workshop)).all() == []


def test_a_seat_of_another_workshop_is_not_there(
    chef: Browser, begin: UnitOfWork, survey: str
) -> None:
    with begin() as session:
        other = planned(session, wishing(session, mobiles(3)[2:]))
        seat = Seat(workshop_id=other.id or 0, person_id=1, asked_at=other.created_at)
        session.add(seat)
        session.flush()
        number = seat.id
    there = chef.post(survey, FORM).headers["location"].partition("?")[0]

    assert chef.post(f"{there}/places/{number}", {"comes": "yes"}).status_code == 404
