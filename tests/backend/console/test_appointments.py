"""The agency's day in the console: who is expected, who has come; and whom to call back."""

import re
from datetime import timedelta

import pytest
from sqlmodel import select

from backend.agents.models import Agency
from backend.appointments import calls
from backend.appointments.models import Appointment, CallBack, CallState, State
from backend.appointments.service import Guest
from backend.db import UnitOfWork
from tests.backend.appointments.people import PHONE, book, first_free
from tests.backend.console.conftest import Browser
from tests.backend.conversations.people import NOW

PAGE, CALLS = "/console/rendez-vous", "/console/rappels"


@pytest.fixture
def booked(begin: UnitOfWork, bearn: Browser) -> Appointment:
    with begin() as session:
        here = session.exec(select(Agency.id).where(Agency.landlord == "office64")).one()
        return book(session, here or 0, first_free(session, here or 0)[0], name="Ana Pereira")


def again(begin: UnitOfWork, one: Appointment) -> Appointment:
    with begin() as session:
        return session.get_one(Appointment, one.id)


def test_who_is_not_signed_in_is_asked_to(stranger: Browser) -> None:
    for page in (PAGE, CALLS):
        assert stranger.get(page).headers["location"].startswith("/console/login")


def test_the_day_shows_who_is_expected_and_who_has_come(
    begin: UnitOfWork, bearn: Browser, booked: Appointment
) -> None:
    day = f"{PAGE}/liste?day={booked.starts_at.date()}"
    assert "Attendu" in bearn.get(day).text
    assert "Ana Pereira" in bearn.get(day).text

    bearn.post(f"{PAGE}/{booked.id}/arrived", {})

    assert again(begin, booked).state is State.ARRIVED
    assert "Arrivé à" in bearn.get(day).text


def test_nobody_is_absent_before_their_time(
    begin: UnitOfWork, bearn: Browser, booked: Appointment
) -> None:
    answer = bearn.post(f"{PAGE}/{booked.id}/missed", {})
    assert "notice=appointment-over" in answer.headers["location"]
    with begin() as session:
        session.get_one(Appointment, booked.id).starts_at = NOW - timedelta(minutes=30)
    assert "En retard" in bearn.get(f"{PAGE}/liste").text

    bearn.post(f"{PAGE}/{booked.id}/missed", {})

    assert again(begin, booked).state is State.MISSED


def test_an_agent_books_what_the_page_shows_as_free(begin: UnitOfWork, bearn: Browser) -> None:
    page = bearn.get(f"{PAGE}?service=lease").text
    moment = re.findall(r'<option value="(20[^"]+)"', page)[0]
    told = {"at": moment, "service_name": "lease", "name": "Ana Pereira", "phone": PHONE}

    first = bearn.post(PAGE, told)
    second = bearn.post(PAGE, told | {"phone": "06 39 98 00 43"})
    wrong = bearn.post(PAGE, told | {"phone": "123"})

    assert "notice=appointment-booked" in first.headers["location"]
    assert "notice=appointment-slot-taken" in second.headers["location"]
    assert "notice=appointment-phone" in wrong.headers["location"]
    with begin() as session:
        [made] = session.exec(select(Appointment))
    assert (made.booked_by, made.phone) == ("bearn", PHONE)


def test_a_partner_is_booked_at_the_desk_only(bearn: Browser) -> None:
    assert 'value="partner"' in bearn.get(PAGE).text


def test_cancelling_tells_the_tenant(
    begin: UnitOfWork, bearn: Browser, booked: Appointment
) -> None:
    answer = bearn.post(f"{PAGE}/{booked.id}/cancel", {})

    assert answer.headers["location"].endswith("notice=appointment-cancelled")
    assert again(begin, booked).state is State.CANCELLED


def test_another_landlords_appointment_is_not_found(
    begin: UnitOfWork, rochefort: Browser, booked: Appointment
) -> None:
    assert rochefort.post(f"{PAGE}/{booked.id}/arrived", {}).status_code == 404
    assert "Ana Pereira" not in rochefort.get(f"{PAGE}?day={booked.starts_at.date()}").text
    assert "aucun moment n’est proposé" in rochefort.get(PAGE).text


def test_a_closed_day_is_told_and_opened_again(bearn: Browser) -> None:
    day = f"{PAGE}/fermeture?day=2026-12-01"
    bearn.post(day, {"closed": "true"})
    assert "ne reçoit pas ce jour-là" in bearn.get(f"{PAGE}?day=2026-12-01").text
    bearn.post(day, {})
    assert "ne reçoit pas ce jour-là" not in bearn.get(f"{PAGE}?day=2026-12-01").text


def test_a_call_is_claimed_tried_and_done(begin: UnitOfWork, bearn: Browser, cote: Browser) -> None:
    with begin() as session:
        one = calls.ask(session, "office64", None, None, Guest(who=PHONE, phone=PHONE), now=NOW)
    assert "Je rappelle" in bearn.get(CALLS).text

    bearn.post(f"{CALLS}/{one.id}/claim", {})
    refused = cote.post(f"{CALLS}/{one.id}/answered", {})
    bearn.post(f"{CALLS}/{one.id}/unanswered", {})
    assert "1/3" in bearn.get(CALLS).text
    bearn.post(f"{CALLS}/{one.id}/answered", {})

    assert "notice=call-back-not-yours" in refused.headers["location"]
    assert "Personne à rappeler" in bearn.get(CALLS).text
    with begin() as session:
        assert session.get_one(CallBack, one.id).state is CallState.DONE
