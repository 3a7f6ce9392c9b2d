"""SMS while every part is killed at random: what was lost, what was sent twice, what is uncertain.

The network is the tests' double of Twilio, which keeps everything that it really accepted. Before
the kills, signed webhooks come at a pace that waits for no answer, and in copies at once. LONG=1
is the long form. What is measured, and how to read it: docs/reliability.md.
"""

import os
import threading
import time
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
from sqlalchemy import Engine, Row, text

from backend.db import make_engine
from channels.sms import REFERENCE_FIELD
from tests.bench.figures import figure, percentile
from tests.bench.load import Answered, Target, offer
from tests.journeys.killing import (
    OWN_NUMBER,
    by_sms,
    kill_at_random,
    sending_to,
    wait_for_rest,
)
from tests.servers import LiveServer, live_server
from tests.twilio_double import TwilioDouble

TELEPHONES = 20
# Messages of all telephones under kills, and how often a part is killed.
MESSAGES, KILLS = 1_000, 20
MANY_MESSAGES, MANY_KILLS = 10_000, 200
PACES = {50: 10, 200: 5}
COPIES = (1, 2, 5, 10, 20, 50)
LONGEST_REST = 1_800.0
_KEPT = text("SELECT provider_id FROM message WHERE author = 'tenant'")
_UNANSWERED = text(
    """
    SELECT count(*) FROM turn WHERE NOT EXISTS (
        SELECT 1 FROM message JOIN sms ON sms.message_id = message.id
        WHERE message.inbound_id = turn.inbound_id
    )
    """
)
_OUTBOUND = text('SELECT id, state, "to", body FROM sms')


def _number(telephone: int) -> str:
    return f"+33639980{telephone:03}"


def _offered(target: Target) -> Sequence[Answered]:
    """Send webhooks at each pace, then many at once; print how long they wait; return them."""
    every: list[Answered] = []
    for rate, seconds in PACES.items():
        got = offer(target, rate=rate, seconds=seconds)
        times = [one.seconds for one in got]
        for share in (0.5, 0.95, 0.99):
            name = f"webhook_p{share * 100:.0f}_ms_at_{rate}"
            figure(name, percentile(times, share) * 1000, "ms")
        figure(f"webhook_errors_at_{rate}", sum(one.status != 200 for one in got), "requests")
        every += got
    for copies in COPIES:
        every += offer(target, rate=copies, seconds=5, copies=copies)
    return every


def _under_kills(product: LiveServer, messages: int, kills: int) -> list[str]:
    """Write from every telephone while the parts are killed; return what was acknowledged."""
    over = threading.Event()
    each = messages // TELEPHONES
    with ThreadPoolExecutor(TELEPHONES + 1) as pool:
        killer = pool.submit(kill_at_random, product, over, at_least=kills)
        writing = [pool.submit(by_sms, product, _number(n), each) for n in range(TELEPHONES)]
        try:
            taken = [sid for telephone in writing for sid in telephone.result()]
        finally:
            over.set()
        killed = Counter(killer.result())
    figure("kills", killed.total(), "kills")
    for part, times in sorted(killed.items()):
        figure(f"kills_of_{part}", times, "kills")
    return taken


def _account(record: Engine, twilio: TwilioDouble, acknowledged: Sequence[str]) -> None:
    """Compare what was acknowledged, what the record holds, and what the network accepted."""
    with record.connect() as connection:
        kept = Counter(connection.execute(_KEPT).scalars())
        unanswered = connection.execute(_UNANSWERED).scalar_one()
        outbound = connection.execute(_OUTBOUND).all()
    states = {str(row.id): row.state for row in outbound}
    # Each SMS that leaves has its own id in the address of its reports.
    reports = [httpx.URL(message.status_callback) for message in twilio.accepted]
    accepted = Counter(address.params[REFERENCE_FIELD] for address in reports)
    never_left = [n for n, state in states.items() if state != "uncertain" and not accepted[n]]
    expected = set(acknowledged)
    figure("messages_in", len(expected), "messages")
    figure("messages_out", accepted.total(), "messages")
    figure("lost_in", len(expected - set(kept)), "messages")
    figure("unanswered", unanswered, "messages")
    figure("lost_out", len(never_left), "messages")
    figure("stored_twice", sum(times - 1 for times in kept.values()), "messages")
    figure("sent_twice", sum(times - 1 for times in accepted.values()), "messages")
    _account_as_read(outbound, twilio)
    uncertain = sum(state == "uncertain" for state in states.values())
    figure("uncertain", uncertain, "messages")
    figure("uncertain_share", 100 * uncertain / max(len(states), 1), "%")


def _account_as_read(outbound: Sequence[Row[Any]], twilio: TwilioDouble) -> None:
    """Count by telephone and words.

    Two SMS of the same words may stand for one another after a kill: both are read, once each.
    """
    to_read = Counter((row.to, row.body) for row in outbound if row.state != "uncertain")
    doubtful = Counter((row.to, row.body) for row in outbound if row.state == "uncertain")
    read = Counter((message.to, message.body) for message in twilio.accepted)
    figure("texts_never_read", (to_read - read).total(), "messages")
    figure("texts_read_twice", (read - to_read - doubtful).total(), "messages")


def run() -> None:
    """Measure on a product of its own that sends to a double of Twilio; LONG=1 kills for longer."""
    long = bool(os.environ.get("LONG"))
    messages, kills = (MANY_MESSAGES, MANY_KILLS) if long else (MESSAGES, KILLS)
    with (
        TwilioDouble(own_number=OWN_NUMBER) as twilio,
        live_server(**sending_to(twilio)) as product,
    ):
        record = make_engine(product.database_url, pool=1)
        target = Target(product.base, twilio.account_sid, twilio.auth_token, OWN_NUMBER)
        offer(target, rate=10, seconds=5)
        answered = _offered(target)
        acknowledged = [one.sid for one in answered if one.status == 200]
        began = time.monotonic()
        wait_for_rest(record, began + LONGEST_REST)
        figure("drained_in", time.monotonic() - began, "s")
        acknowledged += _under_kills(product, messages, kills)
        product.wait_ready(90)
        wait_for_rest(record, time.monotonic() + LONGEST_REST)
        _account(record, twilio, acknowledged)
        record.dispose()
