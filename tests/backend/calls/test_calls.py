"""Calls: told by signed events in any order, closed once, with what they were about."""

import asyncio
import itertools
import json
from datetime import timedelta

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import true
from sqlmodel import select

from backend import error_handlers
from backend.calls import routes, service
from backend.calls.errors import AlreadyQualified, CallNotFound, NotQualified
from backend.calls.models import PhoneCall
from backend.calls.service import Closing, Step
from backend.config import Settings
from backend.db import Lanes, UnitOfWork
from backend.sollicitations.models import Sollicitation
from backend.tenants.models import Person, Residence
from backend.webhooks.signing import call_secret, sign
from tests.backend.conversations.people import NOW
from tests.backend.handover import team
from tests.shipped import edition

KEY = "a-key"
PHONE = "+33639980101"
EVENT = {"call": "c-1", "step": "ringing", "caller": "06 39 98 01 01", "at": NOW.isoformat()}


def tell(
    begin: UnitOfWork, event: dict[str, str], *, landlord: str = "office64", **wrong: str
) -> int:
    """Send an event as a telephone system does; return the status."""
    app = FastAPI()
    app.state.unit_of_work, app.state.lanes = begin, Lanes(8)
    error_handlers.install(app)
    settings = Settings(signing_key=KEY, _env_file=None)  # type: ignore[arg-type]
    app.include_router(routes.router(settings, lambda: NOW, frozenset({"office64", "rochefort"})))
    body, moment = json.dumps(event).encode(), int(NOW.timestamp())
    secret = call_secret(KEY, wrong.pop("signed_for", landlord))
    headers = {
        "webhook-id": "m1",
        "webhook-timestamp": str(moment),
        "webhook-signature": sign(secret, "m1", moment, body),
    } | {name.replace("_", "-"): value for name, value in wrong.items()}

    async def send() -> int:
        async with httpx.AsyncClient(
            transport=httpx.ASGITransport(app), base_url="http://loge.test"
        ) as client:
            address = f"/api/calls/{landlord}/events"
            return (await client.post(address, content=body, headers=headers)).status_code

    return asyncio.run(send())


def calls(begin: UnitOfWork) -> list[PhoneCall]:
    with begin() as session:
        return list(session.exec(select(PhoneCall).order_by("id")))


def test_an_event_is_kept_once_with_its_number(begin: UnitOfWork) -> None:
    assert [tell(begin, EVENT) for _ in range(3)] == [204, 204, 204]

    [one] = calls(begin)
    assert (one.phone, one.external_id, one.began_at) == (PHONE, "c-1", NOW)


@pytest.mark.parametrize(
    "wrong",
    [
        {"webhook_signature": "v1,AAAA"},
        {"webhook_timestamp": str(int(NOW.timestamp()) - 3600)},
        {"webhook_timestamp": "soon"},
        {"webhook_id": "other"},
        {"signed_for": "rochefort"},
    ],
)
def test_what_is_not_signed_for_this_landlord_now_is_refused(
    begin: UnitOfWork, wrong: dict[str, str]
) -> None:
    assert tell(begin, EVENT, **wrong) == 401
    assert calls(begin) == []


def test_a_landlord_that_is_not_served_and_an_unreadable_event_are_refused(
    begin: UnitOfWork,
) -> None:
    assert tell(begin, EVENT, landlord="elsewhere") == 401
    assert tell(begin, {**EVENT, "step": "dancing"}) == 422
    assert tell(begin, {**EVENT, "at": "2026-11-23T09:00:00"}) == 422


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
def test_events_in_any_order_make_one_call(begin: UnitOfWork, order: tuple[int, ...]) -> None:
    for at in order:
        with begin() as session:
            moment = NOW + timedelta(minutes=at)
            step = list(Step)[at]
            service.note_step(session, "office64", "c-1", step, phone=PHONE, at=moment)

    [one] = calls(begin)
    assert (one.began_at, one.answered_at, one.ended_at) == (
        NOW,
        NOW + timedelta(minutes=1),
        NOW + timedelta(minutes=2),
    )


def close(begin: UnitOfWork, agent: int, closing: Closing, call: int | None = None) -> PhoneCall:
    with begin() as session:
        return service.close(
            session,
            "office64",
            true(),
            call,
            closing,
            edition().knowledge,
            agent_id=agent,
            by="bearn",
            phone=PHONE,
            began_at=NOW - timedelta(minutes=2),
            now=NOW,
        )


@pytest.fixture
def agent(begin: UnitOfWork) -> int:
    with begin() as session:
        agency = team.agency(session, "Béarn")
        home = Residence(
            landlord="office64", agency_id=agency, name="T", address="14 rue T", commune="Pau"
        )
        session.add(home)
        session.flush()
        tenant = Person(
            landlord="office64", residence_id=home.id, name="Jeanne Duclos", phone=PHONE
        )
        session.add(tenant)
        return team.account(session, "bearn", agency_id=agency)


def test_a_call_is_closed_once_and_only_with_its_subject(begin: UnitOfWork, agent: int) -> None:
    with begin() as session:
        service.note_step(session, "office64", "c-1", Step.RINGING, phone=PHONE, at=NOW)

    for wrong in (Closing("", True), Closing("danse", True), Closing("loyer", True, " ", True)):
        with pytest.raises(NotQualified):
            close(begin, agent, wrong)
    done = close(begin, agent, Closing("loyer", first_level=True, note="Avis d'échéance"))

    assert [one.id for one in calls(begin)] == [done.id]
    assert (done.external_id, done.first_level, done.agent_id) == ("c-1", True, agent)
    with pytest.raises(AlreadyQualified):
        close(begin, agent, Closing("bail", first_level=False), done.id)


def test_another_landlords_call_is_not_found(begin: UnitOfWork, agent: int) -> None:
    with begin() as session:
        other = service.note_step(session, "rochefort", "c-1", Step.RINGING, phone=PHONE, at=NOW)

    with pytest.raises(CallNotFound):
        close(begin, agent, Closing("loyer", first_level=True), other.id)


def test_a_request_is_filed_with_what_is_known_of_the_caller(begin: UnitOfWork, agent: int) -> None:
    done = close(begin, agent, Closing("plomberie", False, "La douche fuit", files=True))

    with begin() as session:
        filed = session.get_one(Sollicitation, done.sollicitation_id)
    assert (filed.contact_phone, filed.contact_name, filed.address) == (
        PHONE,
        "Jeanne Duclos",
        "14 rue T, Pau",
    )
    assert (filed.channel, filed.description) == ("phone", "La douche fuit")
    assert service.proposed([filed]) == "plomberie"
