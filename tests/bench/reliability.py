"""SMS while every part is killed at random: what was lost, what was sent twice, what is uncertain.

The network is the tests' double of Twilio, which keeps everything that it really accepted. Before
the kills, webhooks and GET /healthz are sent in turn under the same load: an acknowledgement that
is committed is compared with an answer that needs no work at all.
"""

import os
import threading
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import httpx
from sqlalchemy import Engine, text

from backend.db import make_engine
from channels.sms import REFERENCE_FIELD
from tests.bench.figures import figure, percentile
from tests.journeys.killing import (
    OWN_NUMBER,
    by_sms,
    kill_at_random,
    sending_to,
    wait_for_rest,
    webhook,
)
from tests.journeys.tenant import PATIENTLY
from tests.servers import LiveServer, live_server
from tests.twilio_double import TwilioDouble

TELEPHONES = 8
CALM_ROUNDS = 20
# Messages of one telephone under kills.
MESSAGES, MANY_MESSAGES = 15, 150
LONGEST_REST = 180.0
_KEPT = text("SELECT provider_id FROM message WHERE author = 'tenant'")
_UNANSWERED = text(
    """
    SELECT count(*) FROM turn WHERE NOT EXISTS (
        SELECT 1 FROM message JOIN sms ON sms.message_id = message.id
        WHERE message.inbound_id = turn.inbound_id
    )
    """
)
_OUTBOUND = text("SELECT id, state FROM sms")


def _number(telephone: int) -> str:
    return f"+33639980{telephone:03}"


def _calm(product: LiveServer) -> list[str]:
    """Send webhooks and GET /healthz in turn from every telephone; print how long each takes."""
    taken: list[str] = []
    seconds: dict[str, list[float]] = {"webhook": [], "healthz": []}

    def timed(name: str, send: Callable[[], httpx.Response]) -> None:
        began = time.perf_counter()
        answer = send()
        seconds[name].append(time.perf_counter() - began)
        assert answer.status_code == 200, answer.text

    def write(telephone: int) -> None:
        for _ in range(CALM_ROUNDS):
            sid, post = webhook(product, _number(telephone))
            timed("webhook", post)
            taken.append(sid)
            timed("healthz", lambda: httpx.get(f"{product.base}/healthz", **PATIENTLY))

    with ThreadPoolExecutor(TELEPHONES) as pool:
        list(pool.map(write, range(TELEPHONES)))
    for name, times in seconds.items():
        figure(f"{name}_p95_ms", percentile(times, 0.95) * 1000, "ms")
    return taken


def _under_kills(product: LiveServer, each: int) -> list[str]:
    """Write from every telephone while the parts are killed; return what was acknowledged."""
    over = threading.Event()
    with ThreadPoolExecutor(TELEPHONES + 1) as pool:
        killer = pool.submit(kill_at_random, product, over)
        writing = [pool.submit(by_sms, product, _number(n), each) for n in range(TELEPHONES)]
        try:
            taken = [sid for telephone in writing for sid in telephone.result()]
        finally:
            over.set()
        figure("kills", len(killer.result()), "kills")
    return taken


def _account(record: Engine, twilio: TwilioDouble, acknowledged: list[str]) -> None:
    """Compare what was acknowledged, what the record holds, and what the network accepted."""
    with record.connect() as connection:
        kept = set(connection.execute(_KEPT).scalars())
        unanswered = connection.execute(_UNANSWERED).scalar_one()
        states = {str(row.id): row.state for row in connection.execute(_OUTBOUND)}
    # Each SMS that leaves has its own id in the address of its reports.
    reports = [httpx.URL(message.status_callback) for message in twilio.accepted]
    accepted = Counter(address.params[REFERENCE_FIELD] for address in reports)
    never_left = [n for n, state in states.items() if state != "uncertain" and not accepted[n]]
    lost = len(set(acknowledged) - kept) + unanswered + len(never_left)
    figure("messages", len(acknowledged), "messages")
    figure("lost", lost, "messages")
    figure("sent_twice", sum(times - 1 for times in accepted.values()), "messages")
    figure("uncertain", sum(state == "uncertain" for state in states.values()), "messages")


def run() -> None:
    """Measure on a product of its own that sends to a double of Twilio; LONG=1 kills for longer."""
    each = MANY_MESSAGES if os.environ.get("LONG") else MESSAGES
    with (
        TwilioDouble(own_number=OWN_NUMBER) as twilio,
        live_server(**sending_to(twilio)) as product,
    ):
        acknowledged = _calm(product) + _under_kills(product, each)
        product.wait_ready(90)
        record = make_engine(product.database_url, pool=1)
        wait_for_rest(record, time.monotonic() + LONGEST_REST)
        _account(record, twilio, acknowledged)
        record.dispose()
