"""Agencies help each other: what somebody sees of another agency's because they help it."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlmodel import Session, select

from backend.agents.models import Agent
from backend.calls import service as calls
from backend.calls.models import LONGEST_CALL, PhoneCall
from backend.calls.service import Step
from backend.conversations import ownership
from backend.conversations.models import Conversation, State
from backend.db import UnitOfWork
from backend.handover.rules import rules_of
from backend.routing.rules import Role
from backend.sollicitations.models import Sollicitation
from backend.tenants.models import Person
from tests.backend.console import talks
from tests.backend.console.conftest import Browser
from tests.backend.console.two_agencies import HOME, NAME, PHONE, WORDS, Ids, of
from tests.backend.console.two_agencies import agencies as agencies
from tests.backend.console.two_agencies import filed as filed
from tests.backend.conversations.people import NOW

POP, LIST = f"/console/pop?caller={PHONE}", "/console/sollicitations"


def rings(begin: UnitOfWork, *, ago: timedelta = timedelta(0)) -> None:
    with begin() as session:
        calls.note_step(session, "office64", "c1", Step.RINGING, phone=PHONE, at=NOW - ago)


def test_a_ringing_telephone_opens_the_file_at_whoever_is_free(
    begin: UnitOfWork, filed: Sollicitation, cote: Browser
) -> None:
    assert NAME not in cote.get(POP).text

    rings(begin)

    page = cote.get(POP).text
    assert NAME in page
    assert HOME in page
    assert filed.code in page
    assert cote.get(f"{LIST}/{filed.id}").status_code == 200
    assert NAME in cote.get(f"/console/recherche?q={PHONE}").text


def test_the_file_closes_with_the_call_and_what_was_filed_stays_seen(
    begin: UnitOfWork, filed: Sollicitation, cote: Browser
) -> None:
    rings(begin)
    form = {"caller": PHONE, "qualification": "loyer", "first_level": "no"}

    told = cote.post("/console/appels", {**form, "note": "Quittance", "then": "file"})

    there = told.headers["location"].partition("?")[0]
    assert cote.get(there).status_code == 200
    assert NAME not in cote.get(POP).text
    assert cote.get(f"{LIST}/{filed.id}").status_code == 404


def test_a_call_that_nobody_qualified_opens_no_file_for_ever(
    begin: UnitOfWork, filed: Sollicitation, cote: Browser
) -> None:
    rings(begin, ago=LONGEST_CALL)

    assert NAME not in cote.get(POP).text


def test_without_a_telephone_system_the_agent_says_that_they_speak_with_them(
    begin: UnitOfWork, filed: Sollicitation, cote: Browser, people: Ids, agencies: Ids
) -> None:
    page = cote.get(POP).text
    assert "locataire d’une autre agence" in page
    assert NAME not in page

    assert "%2B33639980142" in cote.post("/console/pop", {"caller": PHONE}).headers["location"]
    cote.post("/console/pop", {"caller": PHONE})

    assert NAME in cote.get(POP).text
    with begin() as session:
        [kept] = session.exec(select(PhoneCall)).all()
    assert (kept.agent_id, kept.agency_id) == (people["cote"], agencies["bearn"])
    assert kept.qualified_at is None


def test_a_number_that_is_none_is_no_call(begin: UnitOfWork, cote: Browser) -> None:
    assert cote.post("/console/pop", {"caller": "anonymous"}).status_code == 303
    with begin() as session:
        assert session.exec(select(PhoneCall)).all() == []


@pytest.fixture
def talk(begin: UnitOfWork, agencies: Ids, filed: Sollicitation) -> Conversation:
    """A conversation in which the request was filed, waiting since a minute."""
    made = of(begin, agencies["bearn"], state=State.QUEUED)
    with begin() as session:
        session.get_one(Sollicitation, filed.id).conversation_id = made.id
    return made


def test_the_tenant_of_a_conversation_that_one_has_is_seen_until_it_is_given_back(
    begin: UnitOfWork, talk: Conversation, filed: Sollicitation, cote: Browser, people: Ids
) -> None:
    desk = f"/console/conversations/{talk.id}"
    with begin() as session:
        ownership.claim(session, talk.id, agent_id=people["cote"], now=NOW)

    page = cote.get(desk).text
    assert NAME in page
    assert filed.code in page
    assert cote.get(f"{LIST}/{filed.id}").status_code == 200
    with begin() as session:
        ownership.give_back(session, talk.id, agent_id=people["cote"], now=NOW)
    assert NAME not in cote.get(desk).text
    assert cote.get(f"{LIST}/{filed.id}").status_code == 404


def test_what_overflows_is_seen_with_its_tenant_by_every_agency(
    begin: UnitOfWork, talk: Conversation, filed: Sollicitation, cote: Browser
) -> None:
    assert cote.get(f"{LIST}/{filed.id}").status_code == 404

    with begin() as session:
        waits = session.get_one(Conversation, talk.id)
        waits.queued_at = NOW - rules_of("office64").overflow

    assert NAME in cote.get(f"/console/conversations/{talk.id}").text
    assert cote.get(f"{LIST}/{filed.id}").status_code == 200


def test_a_tenant_is_not_shown_beside_what_the_bot_has_and_no_agency(
    begin: UnitOfWork, filed: Sollicitation, cote: Browser
) -> None:
    talk = of(begin, None, state=State.BOT)
    with begin() as session:
        who = session.exec(select(Person).where(Person.phone == PHONE)).one()
        session.get_one(Conversation, talk.id).person_id = who.id

    assert NAME not in cote.get(f"/console/conversations/{talk.id}").text


def _given(session: Session, one: Sollicitation, agent: Agent) -> None:
    one.assigned_to = agent.id


def _of_their_trade(session: Session, one: Sollicitation, agent: Agent) -> None:
    one.role, agent.skills = Role.LITIGATION, [Role.LITIGATION]


def _of_no_agency(session: Session, one: Sollicitation, agent: Agent) -> None:
    agent.agency_id = None


def _of_nobody(session: Session, one: Sollicitation, agent: Agent) -> None:
    one.agency_id = None


@pytest.mark.parametrize("made", [_given, _of_their_trade, _of_no_agency, _of_nobody])
def test_what_is_theirs_otherwise_is_seen_and_changed(
    made: Callable[[Session, Sollicitation, Agent], None],
    begin: UnitOfWork,
    filed: Sollicitation,
    cote: Browser,
    people: Ids,
) -> None:
    with begin() as session:
        made(
            session,
            session.get_one(Sollicitation, filed.id),
            session.get_one(Agent, people["cote"]),
        )

    assert WORDS in cote.get(LIST).text
    assert filed.code in cote.get("/console/anciennete").text
    told = cote.post(f"{LIST}/{filed.id}/state", {"to": "in_progress"})
    assert told.headers["location"].endswith("notice=changed-silently")


def test_the_agencies_own_work_is_no_trade(
    begin: UnitOfWork, filed: Sollicitation, cote: Browser, people: Ids
) -> None:
    with begin() as session:
        session.get_one(Sollicitation, filed.id).role = Role.AGENCY
        session.get_one(Agent, people["cote"]).skills = [Role.AGENCY]

    assert WORDS not in cote.get(LIST).text


def test_an_appointment_is_booked_at_another_agency_and_its_day_stays_its_own(
    begin: UnitOfWork, agencies: Ids, cote: Browser
) -> None:
    there = f"/console/rendez-vous?agency={agencies['bearn']}"
    page = cote.get(f"{there}&service=lease").text
    moment = page.partition('<option value="20')[2].partition('"')[0]
    assert "Ne recevoir personne" not in page

    told = cote.post(
        there, {"at": f"20{moment}", "service_name": "lease", "name": NAME, "phone": talks.PHONE}
    )

    assert "notice=appointment-booked" in told.headers["location"]
    assert NAME in cote.get(told.headers["location"]).text
