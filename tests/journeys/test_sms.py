"""SMS on the running product: the same webhooks as Twilio's, signed for the simulator."""

from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import httpx
import pytest
from sqlalchemy import text

from backend.db import make_engine
from channels.sms import INBOUND_PATH
from channels.sms.twilio_signature import sign
from tests.journeys.tenant import PATIENTLY
from tests.servers import LiveServer, until

OWN_NUMBER = "+33937000000"


def form_of(body: str, *, number: str) -> dict[str, str]:
    """Return a message as Twilio posts it."""
    return {
        "MessageSid": f"SM{uuid4().hex}",
        "From": number,
        "To": OWN_NUMBER,
        "Body": body,
        "NumMedia": "0",
    }


def token_of(live: LiveServer) -> str:
    """Return what the simulator signs with."""
    kept = dict(line.split("=", 1) for line in (live.data / "secrets").read_text().splitlines())
    return f"simulator:{kept['signing_key']}"


def post(live: LiveServer, form: dict[str, str], signature: str) -> httpx.Response:
    """Post a webhook with a signature."""
    headers = {"X-Twilio-Signature": signature} if signature else {}
    return httpx.post(live.base + INBOUND_PATH, data=form, headers=headers, **PATIENTLY)


def count(live: LiveServer, query: str, **values: str) -> int:
    """Return one number of the record."""
    engine = make_engine(live.database_url, pool=1)
    try:
        with engine.connect() as connection:
            return int(connection.execute(text(query), values).scalar_one())
    finally:
        engine.dispose()


def test_the_same_sid_fifty_times_at_once_is_one_message_with_one_answer(live: LiveServer) -> None:
    form = form_of("quels sont vos horaires au téléphone ?", number="+33639984242")
    signature = sign(live.base + INBOUND_PATH, form, token_of(live))

    with ThreadPoolExecutor(50) as pool:
        answers = list(pool.map(lambda _: post(live, form, signature), range(50)))

    assert {answer.status_code for answer in answers} == {200}
    received = 'SELECT count(*) FROM simulated_sms WHERE "to" = :number'
    until(lambda: count(live, received, number=form["From"]) > 0, 60)
    assert count(live, received, number=form["From"]) == 1
    kept = "SELECT count(*) FROM message WHERE provider_id = :sid"
    assert count(live, kept, sid=form["MessageSid"]) == 1


@pytest.mark.parametrize("signature", ["", "d3Jvbmc="])
def test_a_message_without_the_right_signature_is_refused_and_not_read(
    live: LiveServer, signature: str
) -> None:
    form = form_of("bonjour", number="+33639984343")

    answer = post(live, form, signature)

    assert answer.status_code == 403
    assert answer.headers["content-type"] == "application/problem+json"
    kept = "SELECT count(*) FROM message WHERE provider_id = :sid"
    assert count(live, kept, sid=form["MessageSid"]) == 0
