"""Parts die at random while tenants write: nothing is lost, nothing is doubled."""

import random
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any
from uuid import uuid4

import httpx
import pytest
from sqlalchemy import Engine, text

from backend.db import make_engine
from tests.journeys.killing import (
    LONGEST,
    OWN_NUMBER,
    PARTS,
    QUESTIONS,
    by_sms,
    insist,
    kill_at_random,
    pause,
    sending_to,
    wait_for_rest,
)
from tests.journeys.tenant import Tenant, answer_form, code_in
from tests.servers import LiveServer, live_server
from tests.twilio_double import TwilioDouble

pytestmark = [pytest.mark.alone, pytest.mark.timeout(1800)]

MESSAGES = 500
TENANTS = 10


@pytest.fixture(scope="module")
def twilio() -> Iterator[TwilioDouble]:
    with TwilioDouble(own_number=OWN_NUMBER) as double:
        yield double


@pytest.fixture(scope="module")
def product(twilio: TwilioDouble) -> Iterator[LiveServer]:
    """A product of its own, since it is broken on purpose, that sends to the double."""
    with live_server(**sending_to(twilio)) as served:
        yield served


@pytest.fixture
def record(product: LiveServer) -> Iterator[Engine]:
    engine = make_engine(product.database_url)
    yield engine
    engine.dispose()


class Insistent(Tenant):
    """A tenant whose widget sends again, under the same client_id, until it is answered."""

    def open(self, body: dict[str, str]) -> httpx.Response:
        return insist(partial(super().open, body), time.monotonic() + LONGEST)

    def post(self, text: Any, *, client_id: str | None = None) -> httpx.Response:
        client_id = client_id or uuid4().hex
        send = partial(super().post, text, client_id=client_id)
        return insist(send, time.monotonic() + LONGEST)


def by_web(base: str, many: int) -> list[str]:
    """Write as a tenant of the web chat; return the ids of the messages that were answered."""
    tenant, answered = Insistent(base), []
    for _ in range(many):
        client_id = uuid4().hex
        answer = tenant.post(random.choice(QUESTIONS), client_id=client_id)
        assert answer.status_code == 200, answer.text
        assert answer.json()["replies"], "a message without any reply"
        answered.append(client_id)
        pause()
    return answered


def test_nothing_is_lost_and_nothing_doubled_while_the_parts_are_killed(
    product: LiveServer, record: Engine, twilio: TwilioDouble
) -> None:
    stop = threading.Event()
    each = MESSAGES // TENANTS

    with ThreadPoolExecutor(TENANTS + 1) as pool:
        killer = pool.submit(kill_at_random, product, stop)
        web = [pool.submit(by_web, product.base, each) for _ in range(TENANTS // 2)]
        sms = [pool.submit(by_sms, product, f"+3363998010{n}", each) for n in range(TENANTS // 2)]
        try:
            said = {client for tenant in web for client in tenant.result()}
            texted = {sid for tenant in sms for sid in tenant.result()}
        finally:
            stop.set()
        killed = killer.result()
    product.wait_ready()
    wait_for_rest(record, time.monotonic() + 90)

    with record.connect() as connection:
        kept = list(
            connection.execute(
                text("SELECT coalesce(client_id, provider_id) FROM message WHERE author = 'tenant'")
            ).scalars()
        )
        unanswered = connection.execute(
            text("SELECT count(*) FROM turn WHERE state <> 'done'")
        ).scalar_one()
        answered_twice = connection.execute(
            text(
                "SELECT count(*) FROM (SELECT 1 FROM message WHERE author = 'bot'"
                " GROUP BY inbound_id, reply ->> 'act' HAVING count(*) > 1) AS doubled"
            )
        ).scalar_one()
        sent = connection.execute(
            text("SELECT count(*) FROM sms WHERE state NOT IN ('uncertain', 'suppressed')")
        ).scalar_one()
        uncertain = connection.execute(
            text("SELECT count(*) FROM sms WHERE state = 'uncertain'")
        ).scalar_one()
    assert set(killed) == set(PARTS)
    assert sorted(kept) == sorted(said | texted)
    assert len(kept) == MESSAGES
    assert (unanswered, answered_twice, uncertain) == (0, 0, 0)
    assert len(twilio.accepted) == sent == len(texted)


FORMS_AT_ONCE = 5
KILLS_IN_FORMS = 10
PROBLEM = "le robinet de la cuisine fuit"


def confirmed_under_a_kill(product: LiveServer) -> list[tuple[str, str]]:
    """Confirm some forms at once while the web process dies; return conversations and codes."""
    tenants = [Insistent(product.base) for _ in range(FORMS_AT_ONCE)]
    for tenant in tenants:
        answer_form(tenant, PROBLEM, until="confirm")
    with ThreadPoolExecutor(FORMS_AT_ONCE) as pool:
        said = [pool.submit(tenant.say, "oui") for tenant in tenants]
        threading.Event().wait(random.uniform(0, 0.12))
        product.kill("web")
        codes = [code_in(answer.result()) for answer in said]
    return [(tenant.id, code) for tenant, code in zip(tenants, codes, strict=True)]


def test_a_form_killed_in_its_last_action_files_one_request_with_the_right_slots(
    product: LiveServer, record: Engine
) -> None:
    given = [pair for _ in range(KILLS_IN_FORMS) for pair in confirmed_under_a_kill(product)]

    with record.connect() as connection:
        filed = connection.execute(
            text(
                "SELECT conversation_id, code, address, contact_name, contact_phone, category"
                " FROM sollicitation WHERE conversation_id = ANY(:all)"
            ),
            {"all": [conversation for conversation, _ in given]},
        ).all()
    assert len(given) == FORMS_AT_ONCE * KILLS_IN_FORMS
    assert sorted((row.conversation_id, row.code) for row in filed) == sorted(given)
    assert {row.category for row in filed} == {"plomberie"}
    assert {row.contact_phone for row in filed} == {"+33639981122"}
    assert all("Tilleuls" in row.address for row in filed)
    assert all("Durand" in row.contact_name for row in filed)
