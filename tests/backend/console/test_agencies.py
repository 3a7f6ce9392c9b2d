"""The border between agencies of one landlord: what one has is nothing to the others' agents.

What overflows, what nobody's agency is, and what one has or had last are seen all the same.
"""

import asyncio
from datetime import datetime, timedelta

import pytest
from fastapi import FastAPI
from sqlmodel import Session, select

from backend.agents.models import Agent, Role
from backend.appointments.models import CallBack
from backend.calls.models import PhoneCall
from backend.console import desk
from backend.conversations import ownership
from backend.conversations.models import State
from backend.db import UnitOfWork
from backend.handover.rules import rules_of
from tests.backend.console import talks
from tests.backend.console.conftest import Browser
from tests.backend.console.two_agencies import WORDS, of
from tests.backend.console.two_agencies import agencies as agencies
from tests.backend.conversations.people import NOW


@pytest.mark.parametrize("state", [State.QUEUED, State.BOT])
def test_ones_own_agencys_and_nobodys_are_seen(
    state: State, begin: UnitOfWork, agencies: dict[str, int], cote: Browser
) -> None:
    for agency in (agencies["cote"], None):
        talk = of(begin, agency, state=state)

        assert cote.get(f"/console/conversations/{talk.id}").status_code == 200
        assert talk.id in cote.get("/console/lists").text


@pytest.mark.parametrize("state", [State.QUEUED, State.BOT])
def test_another_agencys_is_not_in_the_lists(
    state: State, begin: UnitOfWork, agencies: dict[str, int], cote: Browser
) -> None:
    talk = of(begin, agencies["bearn"], state=state)

    assert talk.id not in cote.get("/console/lists").text
    assert cote.get(f"/console/conversations/{talk.id}").status_code == 404


def test_what_has_waited_for_long_is_everybodys_and_nobodys_else_once_taken(
    begin: UnitOfWork, people: dict[str, int], agencies: dict[str, int], cote: Browser
) -> None:
    overflow = rules_of("office64").overflow / timedelta(minutes=1)
    talk = of(begin, agencies["bearn"], state=State.QUEUED, since=overflow)
    there = f"/console/conversations/{talk.id}"

    assert cote.get(there).status_code == 200
    with begin() as session:
        ownership.claim(session, talk.id, agent_id=people["bearn"], now=NOW)
    assert cote.get(there).status_code == 404


def test_who_helped_sees_it_until_somebody_else_has_it(
    begin: UnitOfWork, people: dict[str, int], agencies: dict[str, int], cote: Browser
) -> None:
    talk = of(begin, agencies["bearn"], state=State.QUEUED)
    there = f"/console/conversations/{talk.id}"
    with begin() as session:
        ownership.claim(session, talk.id, agent_id=people["cote"], now=NOW)

    assert cote.get(there).status_code == 200
    with begin() as session:
        ownership.give_back(session, talk.id, agent_id=people["cote"], now=NOW)
    assert cote.get(there).status_code == 200
    with begin() as session:
        ownership.claim(session, talk.id, agent_id=people["bearn"], now=NOW)
    assert cote.get(there).status_code == 404


@pytest.mark.parametrize("role", [Role.SUPERVISOR, Role.ADMINISTRATOR])
def test_who_supervises_sees_every_agencys(
    role: Role, begin: UnitOfWork, people: dict[str, int], agencies: dict[str, int], cote: Browser
) -> None:
    with begin() as session:
        session.get_one(Agent, people["cote"]).role = role
    talk = of(begin, agencies["bearn"], state=State.QUEUED)

    assert cote.get(f"/console/conversations/{talk.id}").status_code == 200


def called(session: Session, agency: int | None, *, ago: float, **given: object) -> int:
    call = PhoneCall(
        landlord="office64",
        phone=talks.PHONE,
        agency_id=agency,
        began_at=NOW - timedelta(minutes=ago),
        **given,
    )
    session.add(call)
    session.flush()
    return call.id or 0


def qualified(agent: int, at: datetime = NOW) -> dict[str, object]:
    return {
        "agent_id": agent,
        "answered_at": at,
        "qualified_at": at,
        "qualification": "loyer",
        "first_level": True,
        "note": WORDS,
    }


def test_a_call_of_another_agency_is_not_in_the_log_nor_under_its_number(
    begin: UnitOfWork, people: dict[str, int], agencies: dict[str, int], cote: Browser
) -> None:
    with begin() as session:
        called(session, agencies["bearn"], ago=60, **qualified(people["bearn"]))

    assert WORDS not in cote.get("/console/appels").text
    assert WORDS not in cote.get(f"/console/pop?caller={talks.PHONE}").text
    with begin() as session:
        session.exec(select(PhoneCall)).one().agent_id = people["cote"]
    assert WORDS in cote.get("/console/appels").text


def test_who_helps_at_a_peak_qualifies_the_call_that_they_are_in(
    begin: UnitOfWork, agencies: dict[str, int], cote: Browser
) -> None:
    with begin() as session:
        call = called(session, agencies["bearn"], ago=1, answered_at=NOW)
    form = {"call": str(call), "qualification": "loyer", "first_level": "yes"}

    assert cote.post("/console/appels", form).status_code == 404
    told = cote.post("/console/appels", {**form, "caller": talks.PHONE})
    assert told.headers["location"].endswith("notice=call-closed")


def test_a_call_takes_the_agency_of_its_tenants_home_and_overflows_unqualified(
    begin: UnitOfWork, agencies: dict[str, int], cote: Browser
) -> None:
    with begin() as session:
        called(session, agencies["bearn"], ago=1, answered_at=NOW)
    assert "à qualifier" not in cote.get("/console/appels?which=todo").text

    with begin() as session:
        call = session.exec(select(PhoneCall)).one()
        call.began_at = NOW - rules_of("office64").overflow
    assert "à qualifier" in cote.get("/console/appels?which=todo").text


def test_a_call_back_whose_hour_has_passed_is_everybodys(
    begin: UnitOfWork, agencies: dict[str, int], cote: Browser
) -> None:
    with begin() as session:
        call = CallBack(
            landlord="office64", phone=talks.PHONE, created_at=NOW, agency_id=agencies["bearn"]
        )
        session.add(call)
    number = str(call.id)
    assert f"/console/rappels/{number}/claim" not in cote.get("/console/rappels").text

    with begin() as session:
        late = session.get_one(CallBack, int(number))
        late.opens_at, late.closes_at = NOW - timedelta(hours=2), NOW - timedelta(hours=1)
    assert f"/console/rappels/{number}/claim" in cote.get("/console/rappels").text


def test_the_stream_names_no_conversation_of_another_agency(
    app: FastAPI, begin: UnitOfWork, people: dict[str, int], agencies: dict[str, int]
) -> None:
    talk = of(begin, agencies["bearn"], state=State.QUEUED)
    told = {"conversation": talk.id, "agency": agencies["bearn"], "agent": None}

    def follows(login: str, open_id: str = "", **more: object) -> bool:
        with begin() as session:
            agent = session.get_one(Agent, people[login])
        asked = desk.follows(begin, app.state.console.clock(), agent, told | more, open_id)
        return asyncio.run(asked)

    assert not follows("cote")
    assert not follows("cote", talk.id)
    assert follows("bearn")
    assert follows("chef")
    assert follows("cote", agent=people["cote"])
    assert follows("cote", agency=None)
    with begin() as session:
        ownership.claim(session, talk.id, agent_id=people["cote"], now=NOW)
    assert follows("cote", talk.id)
