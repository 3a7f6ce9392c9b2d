"""Every route of the console that names an object: another landlord's is as good as none.

A new route fails here until its object is made below, or the test is named that shows it.
"""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from fastapi import FastAPI
from sqlmodel import Session, SQLModel, select, text

from backend.agents.models import Agent, Role
from backend.appointments.models import CallBack
from backend.calls.models import PhoneCall
from backend.config import ROOT
from backend.conversations import ownership
from backend.db import UnitOfWork
from backend.handover.models import CannedAnswer
from backend.webhooks.models import WebhookEndpoint
from tests.backend.console import talks
from tests.backend.console.conftest import Browser
from tests.backend.console.test_sign_in import routes
from tests.backend.conversations.people import NOW

HERE = Path(__file__).parent
# Objects that are made here, of the first landlord; somebody of the second asks for them.
MADE = (
    "conversation_id",
    "sollicitation_id",
    "agent_id",
    "answer_id",
    "call_back_id",
    "endpoint_id",
)
# What is no object of a landlord's: an entry of the knowledge, a rule, a step, a file's form.
OPEN = {"entry_id", "calculator_id", "step", "act", "form"}
# Objects that are long to make: the test that makes them and shows the same.
SHOWN_BY = {
    "access_id": "console/test_applicants.py::test_another_landlords_access_is_not_found",
    "amendment_id": "library/test_service.py::test_another_landlords_supervisor_withdraws_nothing",
    "appointment_id": "console/test_appointments.py::"
    "test_another_landlords_appointment_is_not_found",
    "attachment_id": "console/test_files.py::test_another_landlords_agent_finds_nothing",
    "campaign_id": "console/test_surveys.py::"
    "test_an_agent_finds_nothing_and_another_landlord_s_supervisor_neither",
    "contractor_id": "console/test_work_orders.py::test_another_landlords_company_is_unknown",
    "correction_id": "library/test_service.py::"
    "test_a_proposal_waits_for_its_landlords_supervisor_and_is_decided_once",
    "counter_id": "console/test_surveys.py::test_a_quota_of_another_survey_is_not_there",
    "day_id": "console/test_openings.py::test_another_landlords_day_is_neither_shown_nor_withdrawn",
    "delivery_id": "console/test_systems.py::"
    "test_another_landlord_s_addresses_and_keys_are_unknown",
    "follow_up_id": "console/test_followups.py::test_another_landlords_follow_up_is_not_found",
    "incident_id": "console/test_incidents.py::test_incidents_are_their_landlord_s_own",
    "key_id": "console/test_systems.py::test_another_landlord_s_addresses_and_keys_are_unknown",
    "mailing_id": "console/test_mailings.py::"
    "test_an_agent_finds_nothing_and_another_landlord_s_supervisor_neither",
    "order_id": "console/test_work_orders.py::"
    "test_an_order_is_nothing_to_other_agencies_and_landlords",
    "photo_id": "console/test_work_orders.py::"
    "test_what_a_company_sends_stands_on_the_order_and_in_the_request_s_history",
    "refusal_id": "console/test_applicants.py::"
    "test_another_landlords_refusal_is_not_found_and_stays_to_be_read",
    "request_id": "console/test_quarantine.py::"
    "test_what_another_landlords_telephone_sent_is_not_shown_and_not_settled",
    "seat_id": "console/test_workshops.py::"
    "test_an_agent_plans_nothing_and_another_landlord_s_workshop_is_not_there",
    "workshop_id": "console/test_workshops.py::"
    "test_an_agent_plans_nothing_and_another_landlord_s_workshop_is_not_there",
    "week_id": "console/test_weeks.py::test_another_landlords_week_is_neither_shown_nor_withdrawn",
}
FORM = {
    "seen": "queued",
    "to": "assigned",
    "text": "bonjour",
    "note": "parce que",
    "title": "Titre",
    "name": "Nom",
    "speaks": "fr",
    "category": "plomberie",
    "reason": "parce que",
    "description": "Une fuite",
    "address": "14 rue des Tilleuls",
    "code": "AAAAA-AAAAA-A",
    "into": "AAAAA-AAAAA-A",
    "purpose": "photo",
    "way": "sms",
}
STEPS = {
    "/console/rappels": "claim",
    "/console/systemes": "pause",
    "/console/comptes": "disable",
    "/console/rendez-vous": "arrived",
    "/console/suites": "done",
}
FORMS = {"/console/bons": {"to": "done"}}


def parameters(path: str) -> set[str]:
    return set(re.findall(r"{(\w+)", path))


def test_every_object_of_every_route_is_made_here_or_shown_elsewhere(app: FastAPI) -> None:
    named = {name for _, path in routes(app) for name in parameters(path)}

    assert named <= set(MADE) | OPEN | set(SHOWN_BY)
    for there in SHOWN_BY.values():
        file, _, test = there.partition("::")
        assert f"def {test}(" in (ROOT / "tests/backend" / file).read_text("utf-8"), there


@pytest.fixture
def objects(begin: UnitOfWork, people: dict[str, int]) -> dict[str, str]:
    """One object of each kind, of the first landlord."""
    talk = talks.waiting(begin)
    held = talks.waiting(begin)
    with begin() as session:
        ownership.claim(session, held.id, agent_id=people["bearn"], now=NOW)
        answer = CannedAnswer(landlord="office64", title="A", text="B")
        call = CallBack(landlord="office64", phone=talks.PHONE, created_at=NOW)
        ring = PhoneCall(landlord="office64", phone=talks.PHONE, began_at=NOW)
        hook = WebhookEndpoint(
            landlord="office64",
            name="ERP",
            url="https://erp.example",
            kinds=[],
            salt="s",
            made_by="chef",
            created_at=NOW,
        )
        session.add_all([answer, call, ring, hook])
        session.flush()
        made = {
            "agent_id": people["bearn"],
            "answer_id": answer.id,
            "call_back_id": call.id,
            "endpoint_id": hook.id,
        }
    filed = talks.request(begin, talk, contact_phone=talks.PHONE)
    return {
        **{name: str(value) for name, value in made.items()},
        "conversation_id": held.id,
        "sollicitation_id": str(filed.id),
    }


@pytest.fixture
def record(begin: UnitOfWork) -> Callable[[], dict[str, str | None]]:
    """What every table holds, but for the sessions, which move with each look."""

    def read() -> dict[str, str | None]:
        with begin() as session:
            return {
                table: _digest(session, table)
                for table in SQLModel.metadata.tables
                if table != "agent_session"
            }

    return read


def _digest(session: Session, table: str) -> str | None:
    told = f"SELECT md5(string_agg(t::text, '' ORDER BY t::text)) FROM \"{table}\" t"  # noqa: S608
    found: str | None = session.execute(text(told)).scalar_one()
    return found


def asked_for(
    app: FastAPI,
    objects: dict[str, str],
    browser: Browser,
    record: Callable[[], dict[str, str | None]],
) -> int:
    """Ask every route for objects that a browser may not see; return how many routes there are."""
    before = record()
    asked = [(m, p) for m, p in routes(app) if parameters(p) & set(objects)]
    for method, path in asked:
        if parameters(path) - set(objects) - OPEN:
            continue
        step = next((s for start, s in STEPS.items() if path.startswith(start)), "claim")
        more = next((f for start, f in FORMS.items() if path.startswith(start)), {})
        address = path.format(**objects, step=step, act=step, entry_id="x", calculator_id="x")
        if method == "GET":
            assert browser.get(address).status_code == 404, path
        else:
            assert browser.post(address, FORM | more).status_code < 500, path
        assert record() == before, path
    return len(asked)


@pytest.mark.parametrize("role", list(Role))
def test_another_landlords_object_is_neither_shown_nor_changed(
    role: Role,
    app: FastAPI,
    begin: UnitOfWork,
    objects: dict[str, str],
    rochefort: Browser,
    record: Callable[[], dict[str, str | None]],
) -> None:
    with begin() as session:
        session.exec(select(Agent).where(Agent.login == "rochefort")).one().role = role

    assert asked_for(app, objects, rochefort, record) >= 30


def test_a_call_of_another_landlord_is_closed_by_nobody_else(
    begin: UnitOfWork,
    objects: dict[str, str],
    rochefort: Browser,
    record: Callable[[], dict[str, str | None]],
) -> None:
    before = record()
    with begin() as session:
        ring = session.exec(select(PhoneCall)).one()

    form = {"call": str(ring.id), "qualification": "loyer", "first_level": "yes"}
    told = rochefort.post("/console/appels", form)

    assert told.status_code == 404
    assert record() == before
