"""What came in under a doubtful signature: seen by a supervisor, taken in once, or put away."""

import asyncio
from typing import Any
from urllib.parse import urlencode

import pytest
from fastapi import FastAPI
from sqlmodel import select

from backend.console import figures
from backend.conversations.models import Message
from backend.conversations.sms import SmsDoor
from backend.db import UnitOfWork
from backend.deposits.mms import keep_media
from backend.outbox.models import Quarantined, Sms, SmsState
from channels import InboundMessage
from channels import Quarantined as Doubtful
from tests.backend.console.conftest import Browser, at_desk
from tests.backend.console.talks import PHONE, by_sms, said
from tests.backend.conversations.people import NOW, parts

PAGE = "/console/supervision/quarantaine"
INBOUND = "https://loge.test/channels/sms/inbound"
STATUS = "https://loge.test/channels/sms/status?m=1"


@pytest.fixture
def door(app: FastAPI, begin: UnitOfWork, database_url: str) -> SmsDoor:
    made = SmsDoor(parts(begin, database_url), keep_media)
    app.state.sms_door = made
    return made


@pytest.fixture
def chef(app: FastAPI, runner: asyncio.Runner, door: SmsDoor) -> Browser:
    return at_desk(app, runner, "chef")


def put_aside(
    door: SmsDoor, runner: asyncio.Runner, *, url: str = INBOUND, reason: str = "bad-signature",
    **form: Any,
) -> None:  # fmt: skip
    fields = {"MessageSid": "SM7", "From": PHONE, "To": "+33937000000", "Body": "ça fuit"} | form
    body = urlencode(fields).encode()
    runner.run(door.on_quarantine(Doubtful(reason, url, "x", body)))


def rows(begin: UnitOfWork) -> list[Quarantined]:
    with begin() as session:
        return list(session.exec(select(Quarantined).order_by("id")))


def messages(begin: UnitOfWork) -> list[str]:
    with begin() as session:
        return list(session.exec(select(Message.text).where(Message.author == "tenant")))


def test_an_agent_finds_no_such_page(bearn: Browser, stranger: Browser, door: SmsDoor) -> None:
    assert bearn.get(PAGE).status_code == 404
    assert bearn.post(f"{PAGE}/1/release").status_code == 404
    assert stranger.get(PAGE).headers["location"].startswith("/console/login")


def test_a_supervisor_sees_what_waits_with_its_reason_and_its_number(
    begin: UnitOfWork, chef: Browser, door: SmsDoor, runner: asyncio.Runner
) -> None:
    put_aside(door, runner, Body="<script>alert(1)</script>")

    page = chef.get(PAGE).text

    assert "signature fausse" in page
    assert PHONE in page
    assert "<script>alert" not in page
    assert PAGE in chef.get("/console/supervision").text
    with begin() as session:
        assert figures.today(session, "office64", NOW).quarantined == 1


def test_a_released_message_is_taken_in_once_and_leaves_a_trace(
    begin: UnitOfWork, chef: Browser, door: SmsDoor, runner: asyncio.Runner, people: dict[str, int]
) -> None:
    put_aside(door, runner)
    put_aside(door, runner)

    first = chef.post(f"{PAGE}/1/release")
    again = chef.post(f"{PAGE}/1/release")
    the_same_from_a_retry = chef.post(f"{PAGE}/2/release")
    runner.run(door.on_message(InboundMessage("SM7", PHONE, "+33937000000", "ça fuit")))

    assert first.headers["location"].endswith("notice=released")
    assert again.headers["location"].endswith("notice=meanwhile")
    assert the_same_from_a_retry.headers["location"].endswith("notice=released")
    assert messages(begin) == ["ça fuit"]
    kept = rows(begin)[0]
    assert (kept.released, kept.settled_by, kept.settled_at) == (True, people["chef"], NOW)
    assert kept.form == ""
    assert "Supervision" in chef.get(PAGE).text.split("Réglées en dernier")[1]


def test_a_discarded_request_does_nothing(
    begin: UnitOfWork, chef: Browser, door: SmsDoor, runner: asyncio.Runner
) -> None:
    put_aside(door, runner, Body="STOP")

    chef.post(f"{PAGE}/1/discard")

    assert messages(begin) == []
    assert rows(begin)[0].released is False
    assert chef.post(f"{PAGE}/1/release").headers["location"].endswith("notice=meanwhile")
    with begin() as session:
        assert figures.today(session, "office64", NOW).quarantined == 0


def test_a_released_report_moves_its_sms(
    begin: UnitOfWork, chef: Browser, door: SmsDoor, runner: asyncio.Runner
) -> None:
    talk = by_sms(begin)
    with begin() as session:
        session.add(
            Sms(
                conversation_id=talk.id, message_id=said(begin, talk)[0].id or 0, to=PHONE,
                body="x", purpose="reply", epoch=0, state=SmsState.SENT, provider_sid="SM7",
                created_at=NOW, updated_at=NOW,
            )
        )  # fmt: skip
    put_aside(door, runner, url=STATUS, MessageStatus="delivered")

    chef.post(f"{PAGE}/1/release")

    with begin() as session:
        assert session.exec(select(Sms)).one().state is SmsState.DELIVERED


@pytest.mark.parametrize(
    "form", [{"MessageSid": ""}, {"From": ""}, {"From": "+33937000000"}, {"MessageSid": "é" * 99}]
)
def test_what_cannot_be_read_can_only_be_discarded(
    begin: UnitOfWork, chef: Browser, door: SmsDoor, runner: asyncio.Runner, form: dict[str, str]
) -> None:
    put_aside(door, runner, reason="unreadable-request", **form)

    assert f"{PAGE}/1/release" not in chef.get(PAGE).text
    assert chef.post(f"{PAGE}/1/release").headers["location"].endswith("notice=unreadable")
    assert messages(begin) == []
    assert rows(begin)[0].settled_at is None


def test_what_another_landlords_telephone_sent_is_not_shown_and_not_settled(
    begin: UnitOfWork, chef: Browser, door: SmsDoor, runner: asyncio.Runner
) -> None:
    by_sms(begin, landlord="rochefort")
    put_aside(door, runner)

    assert PHONE not in chef.get(PAGE).text
    assert chef.post(f"{PAGE}/1/discard").status_code == 404
    assert chef.post(f"{PAGE}/99/discard").status_code == 404
    assert rows(begin)[0].settled_at is None
