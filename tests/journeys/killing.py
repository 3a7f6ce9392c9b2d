"""Parts of the product killed at random, and those who write meanwhile and insist."""

import random
import threading
import time
from collections.abc import Callable, Sequence
from functools import partial
from uuid import uuid4

import httpx
from sqlalchemy import Engine, text

from channels.sms import INBOUND_PATH
from channels.sms.twilio_signature import sign
from tests.journeys.tenant import PATIENTLY
from tests.servers import LiveServer
from tests.twilio_double import TwilioDouble

PARTS = ("web", "rasa", "worker", "postgres")
QUESTIONS = ("quels sont vos horaires ?", "bonjour", "c'est quoi le SLS ?", "merci")
LONGEST = 240.0
OWN_NUMBER = "+33937000001"


def sending_to(twilio: TwilioDouble) -> dict[str, str]:
    """Return the settings of a product that sends its SMS to the double."""
    return {
        "TWILIO_ACCOUNT_SID": twilio.account_sid,
        "TWILIO_AUTH_TOKEN": twilio.auth_token,
        "TWILIO_NUMBER": OWN_NUMBER,
        "TWILIO_API_URL": twilio.url,
        "SMS_REQUEST_TIMEOUT": "PT3S",
        "SMS_SETTLE_TIME": "PT4S",
    }


def insist(send: Callable[[], httpx.Response], deadline: float) -> httpx.Response:
    """Send a request again until it is answered well, as a widget and a provider do."""
    while time.monotonic() < deadline:
        try:
            answer = send()
            if answer.status_code < 500:
                return answer
        except httpx.HTTPError:
            pass
        threading.Event().wait(0.1)
    raise AssertionError("a message was never answered")


def webhook(product: LiveServer, number: str) -> tuple[str, Callable[[], httpx.Response]]:
    """Return the MessageSid of a new SMS and what posts it as Twilio does, signed."""
    address = product.base + INBOUND_PATH
    form = {
        "MessageSid": f"SM{uuid4().hex}",
        "AccountSid": product.environment["TWILIO_ACCOUNT_SID"],
        "From": number,
        "To": OWN_NUMBER,
        "Body": random.choice(QUESTIONS),
        "NumMedia": "0",
    }
    signed = {"X-Twilio-Signature": sign(address, form, product.environment["TWILIO_AUTH_TOKEN"])}
    return form["MessageSid"], partial(httpx.post, address, data=form, headers=signed, **PATIENTLY)


def by_sms(product: LiveServer, number: str, many: int) -> list[str]:
    """Write as a tenant with a telephone, each webhook delivered twice; return the MessageSids."""
    taken = []
    for _ in range(many):
        sid, send = webhook(product, number)
        for _ in range(2):
            answer = insist(send, time.monotonic() + LONGEST)
            assert answer.status_code == 200, answer.text
        taken.append(sid)
        pause()
    return taken


def kill_at_random(
    product: LiveServer,
    over: threading.Event,
    *,
    parts: Sequence[str] = PARTS,
    at_least: int = 0,
) -> list[str]:
    """Kill every part in turn, in any order, each time somewhere in the work, until it is over.

    Before it has killed `at_least` times it goes on: there is still work to be cut off.
    """
    killed: list[str] = []
    while not over.is_set() or len(killed) < at_least:
        for part in random.sample(parts, len(parts)):
            product.wait_ready(90)
            threading.Event().wait(random.uniform(0.2, 2.0))
            if over.is_set() and len(killed) >= at_least:
                break
            product.kill(part)
            killed.append(part)
    return killed


def pause() -> None:
    """Wait as long as somebody who reads an answer in a hurry."""
    threading.Event().wait(random.uniform(0.05, 0.6))


def wait_for_rest(record: Engine, deadline: float) -> None:
    """Wait until no turn and no SMS is left to do."""
    left = text(
        "SELECT (SELECT count(*) FROM turn WHERE state IN ('waiting', 'running'))"
        " + (SELECT count(*) FROM inbound_sms)"
        " + (SELECT count(*) FROM sms WHERE state IN ('queued', 'sending'))"
    )
    while time.monotonic() < deadline:
        with record.connect() as connection:
            if connection.execute(left).scalar_one() == 0:
                return
        threading.Event().wait(0.2)
    raise AssertionError("turns or SMS were left undone")
