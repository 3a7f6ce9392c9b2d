"""From the event to the landlord's system: signed, once in the log, tried again, given up aloud."""

import base64
import hashlib
import hmac
import json
from datetime import timedelta
from threading import Event

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text
from sqlmodel import select

from backend.db import UnitOfWork
from backend.sollicitations import service as sollicitations
from backend.sollicitations.models import Sollicitation
from backend.sollicitations.states import State
from backend.webhooks import queries, service, signing
from backend.webhooks.delivering import DELAYS
from backend.webhooks.errors import EndpointNotFound, EndpointPaused
from backend.webhooks.models import DeliveryState, Kind, Pause, WebhookDelivery, WebhookEndpoint
from tests.backend.console import talks
from tests.backend.conversations.people import NOW
from tests.backend.webhooks.conftest import KEY, Clock, Deliver, Subscribe, System

PERSONAL = ("Lafont", "+33639981212", "évier", "Tilleuls", "clé chez le gardien")


def filed(begin: UnitOfWork, **more: object) -> Sollicitation:
    return talks.request(begin, contact_name="Mme Lafont", contact_phone="+33639981212", **more)


def move(begin: UnitOfWork, one: Sollicitation, *states: State, note: str | None = None) -> None:
    with begin() as session:
        for to in states:
            sollicitations.change_state(session, one.id or 0, to, "bearn", NOW, note)


def deliveries(begin: UnitOfWork) -> list[WebhookDelivery]:
    with begin() as session:
        return list(session.exec(select(WebhookDelivery).order_by("id")))


def endpoint(begin: UnitOfWork, one: WebhookEndpoint) -> WebhookEndpoint:
    with begin() as session:
        return session.get_one(WebhookEndpoint, one.id)


def is_signed(secret: str, headers: dict[str, str], body: bytes) -> bool:
    """Verify as the specification tells a receiver to, without any code of ours."""
    key = base64.b64decode(secret.removeprefix("whsec_"))
    told = {name.lower(): value for name, value in headers.items()}
    content = f"{told['webhook-id']}.{told['webhook-timestamp']}.".encode() + body
    expected = base64.b64encode(hmac.new(key, content, hashlib.sha256).digest()).decode()
    return f"v1,{expected}" in told["webhook-signature"].split(" ")


def test_an_event_arrives_signed_with_references_and_nothing_personal(
    begin: UnitOfWork, system: System, subscribe: Subscribe, deliver: Deliver
) -> None:
    told, one = subscribe(), filed(begin)
    move(begin, one, State.ASSIGNED, note="clé chez le gardien")

    deliver(told.id)

    (got,) = system.received
    secret = signing.shown(signing.secret_of(KEY, told.id or 0, told.salt))
    assert is_signed(secret, got.headers, got.body)
    assert got.path == "/hook?a=1"
    assert int(got.headers["webhook-timestamp"]) == int(NOW.timestamp())
    body = json.loads(got.body)
    assert body["type"] == "sollicitation.state_changed"
    assert body["data"]["code"] == one.code
    assert (body["data"]["from_state"], body["data"]["state"]) == ("received", "assigned")
    assert not any(personal in got.body.decode() for personal in (*PERSONAL, "bearn"))
    (row,) = deliveries(begin)
    assert (row.state, row.attempts, row.status) == (DeliveryState.DELIVERED, 1, 204)


def test_what_is_personal_goes_to_who_asked_for_it_only(
    begin: UnitOfWork, system: System, subscribe: Subscribe, deliver: Deliver
) -> None:
    told = subscribe(personal=True)
    move(begin, filed(begin), State.ASSIGNED, note="clé chez le gardien")

    deliver(told.id)

    assert all(personal in system.received[0].body.decode() for personal in PERSONAL)


def test_every_move_has_its_kind(begin: UnitOfWork, subscribe: Subscribe) -> None:
    subscribe()
    one = filed(begin)
    move(begin, one, State.DONE, State.CLOSED, State.IN_PROGRESS)
    with begin() as session:
        sollicitations.add_note(session, one.id or 0, "à rappeler", by="bearn", now=NOW)
        told = sollicitations.Told("office64", "bail", "un double", "1 rue Neuve, Pau")
        sollicitations.file_for(session, told, by="api:ERP", channel="open311", now=NOW)

    assert [row.kind for row in deliveries(begin)] == [
        Kind.STATE_CHANGED,
        Kind.CLOSED,
        Kind.REOPENED,
        Kind.CHANGED,
        Kind.FILED,
    ]


def test_only_the_landlord_s_own_systems_and_what_they_asked_for(
    begin: UnitOfWork, subscribe: Subscribe
) -> None:
    subscribe(landlord="rochefort")
    subscribe(kinds=[Kind.CLOSED])
    move(begin, filed(begin), State.ASSIGNED)
    move(begin, filed(begin, landlord=None), State.ASSIGNED)

    assert deliveries(begin) == []


def test_an_event_that_is_rolled_back_tells_nobody(begin: UnitOfWork, subscribe: Subscribe) -> None:
    subscribe()
    one = filed(begin)

    def fail() -> None:
        with begin() as session:
            sollicitations.change_state(session, one.id or 0, State.ASSIGNED, "bearn", NOW)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()

    assert deliveries(begin) == []


def test_two_systems_get_the_same_id_and_each_its_own_signature(
    begin: UnitOfWork, system: System, subscribe: Subscribe, deliver: Deliver
) -> None:
    told = [subscribe(), subscribe()]
    move(begin, filed(begin), State.ASSIGNED)
    for one in told:
        deliver(one.id)

    first, second = system.received
    assert first.headers["webhook-id"] == second.headers["webhook-id"]
    assert first.headers["webhook-signature"] != second.headers["webhook-signature"]


@pytest.mark.parametrize("status", [500, 503, 404, 400, 301, 302, 307, 429])
def test_what_is_not_taken_is_tried_again_later(
    begin: UnitOfWork,
    system: System,
    subscribe: Subscribe,
    deliver: Deliver,
    clock: Clock,
    status: int,
) -> None:
    told = subscribe()
    system.status, system.headers = status, {"Location": f"{system.address}&again"}
    move(begin, filed(begin), State.ASSIGNED)

    deliver(told.id)
    deliver(told.id)
    failed = deliveries(begin)[0]
    clock.now += timedelta(seconds=5)
    system.status = 200
    deliver(told.id)

    assert (failed.state, failed.status, failed.attempts) == (DeliveryState.WAITING, status, 1)
    assert failed.next_at == NOW + DELAYS[0]
    assert [got.path for got in system.received] == ["/hook?a=1"] * 2
    assert len({got.headers["webhook-id"] for got in system.received}) == 1
    assert deliveries(begin)[0].state is DeliveryState.DELIVERED
    assert endpoint(begin, told).failing_since is None


def test_a_slow_system_is_not_waited_for(
    begin: UnitOfWork, system: System, subscribe: Subscribe, deliver: Deliver
) -> None:
    told = subscribe()
    system.holds = Event()
    move(begin, filed(begin), State.ASSIGNED)

    deliver(told.id, timeout=0.2)

    assert (deliveries(begin)[0].status, deliveries(begin)[0].error) == (None, "timeout")


def test_a_system_that_is_down_is_told_of_once_it_is_up(
    begin: UnitOfWork, subscribe: Subscribe, deliver: Deliver
) -> None:
    told = subscribe(url="http://127.0.0.1:9/hook")
    move(begin, filed(begin), State.ASSIGNED)

    deliver(told.id)

    assert (deliveries(begin)[0].status, deliveries(begin)[0].error) == (None, "connection")


def test_a_huge_answer_is_not_read_to_its_end(
    begin: UnitOfWork, system: System, subscribe: Subscribe, deliver: Deliver
) -> None:
    told = subscribe()
    system.status, system.body = 200, b"x" * 3_000_000
    move(begin, filed(begin), State.ASSIGNED)

    deliver(told.id)

    assert deliveries(begin)[0].state is DeliveryState.DELIVERED


def test_a_system_says_itself_how_long_to_wait(
    begin: UnitOfWork, system: System, subscribe: Subscribe, deliver: Deliver, clock: Clock
) -> None:
    told = subscribe()
    system.status, system.headers = 429, {"Retry-After": "3600"}
    move(begin, filed(begin), State.ASSIGNED)
    deliver(told.id)
    clock.now += timedelta(minutes=59)

    deliver(told.id)

    assert len(system.received) == 1
    assert deliveries(begin)[0].next_at == NOW + timedelta(hours=1)


def test_one_failure_holds_the_others_back(
    begin: UnitOfWork, system: System, subscribe: Subscribe, deliver: Deliver
) -> None:
    told = subscribe()
    system.status = 500
    for _ in range(5):
        move(begin, filed(begin), State.ASSIGNED)

    deliver(told.id)
    deliver(told.id)

    assert len(system.received) == 1


def test_what_waited_leaves_in_its_order(
    begin: UnitOfWork, system: System, subscribe: Subscribe, deliver: Deliver
) -> None:
    told = subscribe()
    codes = []
    for _ in range(5):
        one = filed(begin)
        move(begin, one, State.ASSIGNED)
        codes.append(one.code)

    deliver(told.id)

    assert [json.loads(got.body)["data"]["code"] for got in system.received] == codes


def test_gone_is_gone_and_nothing_is_kept_for_it_any_more(
    begin: UnitOfWork, system: System, subscribe: Subscribe, deliver: Deliver
) -> None:
    told = subscribe()
    system.status = 410
    one = filed(begin)
    move(begin, one, State.ASSIGNED)
    deliver(told.id)
    move(begin, one, State.IN_PROGRESS)

    assert endpoint(begin, told).pause is Pause.GONE
    assert len(deliveries(begin)) == 1
    with begin() as session:
        assert [e.id for e in service.failing(session, "office64")] == [told.id]
        with pytest.raises(EndpointPaused):
            service.send_again(session, "office64", deliveries(begin)[0].id or 0, now=NOW)


def test_an_address_that_fails_for_three_days_is_paused_and_starts_again_with_what_waited(
    begin: UnitOfWork, system: System, subscribe: Subscribe, deliver: Deliver, clock: Clock
) -> None:
    told = subscribe()
    system.status = 500
    move(begin, filed(begin), State.ASSIGNED)
    tries = 0
    while endpoint(begin, told).paused_at is None:
        deliver(told.id)
        tries += 1
        clock.now = max(clock.now + timedelta(minutes=10), deliveries(begin)[0].next_at or NOW)
    paused = endpoint(begin, told)
    system.status = 200
    with begin() as session:
        service.resume(session, "office64", told.id or 0, now=clock.now)
    deliver(told.id)

    assert tries == len(system.received) - 1 <= len(DELAYS) + 1
    assert paused.pause is Pause.FAILING
    assert timedelta(days=3) <= (paused.paused_at or NOW) - NOW < timedelta(days=4)
    assert deliveries(begin)[0].state is DeliveryState.DELIVERED


def test_a_delivery_is_sent_again_on_demand_under_its_id(
    begin: UnitOfWork, system: System, subscribe: Subscribe, deliver: Deliver
) -> None:
    told = subscribe()
    move(begin, filed(begin), State.ASSIGNED)
    deliver(told.id)
    number = deliveries(begin)[0].id or 0
    with begin() as session:
        with pytest.raises(EndpointNotFound):
            service.send_again(session, "rochefort", number, now=NOW)
        service.send_again(session, "office64", number, now=NOW)

    deliver(told.id)

    assert len({got.headers["webhook-id"] for got in system.received}) == 1
    assert deliveries(begin)[0].attempts == 2


def test_a_worker_that_died_in_a_try_leaves_it_to_the_next_one(
    begin: UnitOfWork, system: System, subscribe: Subscribe, deliver: Deliver, clock: Clock
) -> None:
    told = subscribe()
    move(begin, filed(begin), State.ASSIGNED)
    with begin() as session:
        row = queries.next_due(session, told.id or 0, NOW)
        assert row is not None
        row.attempts, row.next_at = 1, NOW + timedelta(minutes=1)
    deliver(told.id)
    early = len(system.received)
    clock.now += timedelta(minutes=1)

    deliver(told.id)

    assert (early, len(system.received)) == (0, 1)


def test_an_event_wakes_its_address_and_the_sweep_what_is_due(
    begin: UnitOfWork, subscribe: Subscribe
) -> None:
    told = subscribe()
    move(begin, filed(begin), State.ASSIGNED)

    with begin() as session:
        jobs = session.execute(text("SELECT task_name, lock, args FROM procrastinate_jobs")).all()
        assert list(queries.due_endpoints(session, NOW)) == [told.id]
        assert list(queries.due_endpoints(session, NOW - timedelta(seconds=1))) == []
    assert jobs == [("deliver_webhooks", f"webhook-{told.id}", {"reference": told.id})]


def test_what_is_over_is_forgotten_after_its_time_and_what_waits_is_not(
    begin: UnitOfWork, subscribe: Subscribe
) -> None:
    subscribe()
    move(begin, filed(begin), State.ASSIGNED, State.DONE)
    with begin() as session:
        session.get_one(WebhookDelivery, deliveries(begin)[0].id).state = DeliveryState.DELIVERED
    with begin() as session:
        queries.forget(session, NOW + timedelta(seconds=1))

    assert [row.state for row in deliveries(begin)] == [DeliveryState.WAITING]


@given(st.binary(max_size=300), st.integers(0, 2**40), st.text("abcdef0123456789", min_size=1))
def test_any_body_is_signed_as_the_specification_verifies_it(
    body: bytes, timestamp: int, number: str
) -> None:
    secret = signing.secret_of("k", 7, "salt")
    headers = signing.headers(secret, f"msg_{number}", timestamp, body)

    assert is_signed(signing.shown(secret), headers, body)
    assert not is_signed(signing.shown(secret), headers, body + b" ")
    assert not is_signed(signing.shown(signing.secret_of("k", 8, "salt")), headers, body)


def test_the_example_of_the_specification_has_the_form_of_ours() -> None:
    secret = signing.secret_of("k", 1, "s")

    assert 24 <= len(secret) <= 64
    assert signing.sign(secret, "msg_1", 1, b"{}").startswith("v1,")
