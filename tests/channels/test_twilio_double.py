"""The double itself: driven by the official client, answering as Twilio publishes it."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI
from twilio.base.exceptions import TwilioRestException
from twilio.http.http_client import TwilioHttpClient
from twilio.rest import Client

from channels import InboundMessage, StatusUpdate
from channels.sms.twilio_client import TwilioSender
from channels.sms.twilio_http import DirectedHttpClient
from channels.sms.webhook import WebhookSettings, router
from tests.twilio_double import TwilioDouble, accept, too_many

ROOT = Path(__file__).resolve().parents[2]
PUBLIC_URL = "https://loge.example.org"
TENANT = "+33639980012"


class Loge:
    """An application with our webhooks, inside this process."""

    def __init__(self) -> None:
        self.messages: list[InboundMessage] = []
        self.updates: list[StatusUpdate] = []

    async def on_message(self, message: InboundMessage) -> None:
        self.messages.append(message)

    async def on_status(self, update: StatusUpdate) -> None:
        self.updates.append(update)

    def app(self, twilio_token: str) -> FastAPI:
        app = FastAPI()
        chosen = WebhookSettings(PUBLIC_URL, twilio_token)
        app.include_router(router(self.on_message, self.on_status, chosen))
        return app


@pytest.fixture
def loge() -> Loge:
    return Loge()


@pytest.fixture
def twilio(loge: Loge) -> Iterator[TwilioDouble]:
    token = "token-of-this-test"
    transport = httpx.ASGITransport(loge.app(token))
    with TwilioDouble(auth_token=token, callback_transport=transport) as double:
        yield double


def client_of(twilio: TwilioDouble) -> Client:
    http: TwilioHttpClient = DirectedHttpClient(twilio.url, 5)
    return Client(twilio.account_sid, twilio.auth_token, http_client=http)


def sender_of(twilio: TwilioDouble) -> TwilioSender:
    return TwilioSender(
        twilio.account_sid, twilio.auth_token, twilio.own_number, PUBLIC_URL, twilio.url, timeout=5
    )


def test_the_official_client_reads_what_it_created(twilio: TwilioDouble) -> None:
    client = client_of(twilio)

    made = client.messages.create(to=TENANT, from_=twilio.own_number, body="Bonjour")

    assert made.status == "queued"
    assert made.direction == "outbound-api"
    assert client.messages(made.sid).fetch().body == "Bonjour"
    assert [message.sid for message in client.messages.list(to=TENANT)] == [made.sid]
    assert client.messages.list(to="+33639980013") == []
    with pytest.raises(TwilioRestException):
        client.messages("SM" + "f" * 32).fetch()


def test_the_list_goes_on_over_pages_newest_first(twilio: TwilioDouble) -> None:
    client = client_of(twilio)
    for number in range(7):
        client.messages.create(to=TENANT, from_=twilio.own_number, body=str(number))

    assert [message.body for message in client.messages.list(page_size=3)] == list("6543210")


def test_what_the_published_interface_does_not_know_is_refused(twilio: TwilioDouble) -> None:
    url = f"{twilio.url}/2010-04-01/Accounts/{twilio.account_sid}/Messages.json"
    auth = (twilio.account_sid, twilio.auth_token)
    form = {"To": TENANT, "From": twilio.own_number, "Body": "a", "Idempotency": "1"}

    assert httpx.post(url, data=form, auth=auth, trust_env=False).json()["code"] == 20001
    assert httpx.get(url, params={"Status": "x"}, auth=auth, trust_env=False).status_code == 400
    assert httpx.post(url, data=form, trust_env=False).status_code == 401
    assert twilio.accepted == []


@pytest.mark.parametrize(("left_out", "code"), [("To", 21604), ("From", 21603), ("Body", 21602)])
def test_a_missing_parameter_has_twilios_code(
    twilio: TwilioDouble, left_out: str, code: int
) -> None:
    url = f"{twilio.url}/2010-04-01/Accounts/{twilio.account_sid}/Messages.json"
    form = {"To": TENANT, "From": twilio.own_number, "Body": "a"}
    del form[left_out]

    answer = httpx.post(
        url, data=form, auth=(twilio.account_sid, twilio.auth_token), trust_env=False
    )

    assert (answer.status_code, answer.json()["code"]) == (400, code)


def test_every_report_reaches_the_webhook_signed_and_with_our_reference(
    twilio: TwilioDouble, loge: Loge
) -> None:
    sid = sender_of(twilio).send(TENANT, "Bonjour", "42")
    twilio.drain()

    assert twilio.callback_statuses == [200, 200]
    assert [(u.provider_id, u.reference, u.status) for u in loge.updates] == [
        (sid, "42", "sent"),
        (sid, "42", "delivered"),
    ]


def test_reports_may_come_doubled_and_mixed(twilio: TwilioDouble, loge: Loge) -> None:
    twilio.doubled, twilio.shuffled = True, 1

    sender_of(twilio).send(TENANT, "Bonjour", "42")
    twilio.drain()

    words = [str(update.status) for update in loge.updates]
    assert sorted(words) == ["delivered", "delivered", "sent", "sent"]
    assert words != ["sent", "delivered", "sent", "delivered"]


def test_reports_may_overtake_the_answer(twilio: TwilioDouble, loge: Loge) -> None:
    twilio.early_callbacks = True

    sid = sender_of(twilio).send(TENANT, "Bonjour", "42")

    assert [update.provider_id for update in loge.updates] == [sid, sid]


def test_a_failed_delivery_carries_its_code(twilio: TwilioDouble, loge: Loge) -> None:
    twilio.failures[TENANT] = 30003

    sender_of(twilio).send(TENANT, "Bonjour", "42")
    twilio.drain()

    assert (loge.updates[-1].status, loge.updates[-1].error_code) == ("undelivered", 30003)


def test_somebody_writes_to_us_fifty_times_at_once(twilio: TwilioDouble, loge: Loge) -> None:
    statuses = twilio.receive("Ça fuit", TENANT, url=f"{PUBLIC_URL}/channels/sms/inbound", times=50)

    assert statuses == [200] * 50
    assert len({message.provider_id for message in loge.messages}) == 1
    assert twilio.accepted == []


def test_what_came_in_while_we_were_down_is_in_the_list(twilio: TwilioDouble) -> None:
    twilio.receive("Ça fuit", TENANT, url=None)

    (missed,) = client_of(twilio).messages.list(to=twilio.own_number)

    assert (missed.direction, missed.from_, missed.body) == ("inbound", TENANT, "Ça fuit")


def test_a_receiver_that_is_down_loses_its_reports_and_nothing_else(loge: Loge) -> None:
    with TwilioDouble() as twilio:
        twilio_sender = TwilioSender(
            twilio.account_sid,
            twilio.auth_token,
            twilio.own_number,
            "http://127.0.0.1:1",
            twilio.url,
        )
        twilio_sender.send(TENANT, "Bonjour", "1")
        twilio.drain()

        assert twilio.callback_statuses == [0, 0]
        assert len(twilio.accepted) == 1


def test_a_script_is_used_up_and_then_all_goes_well(twilio: TwilioDouble) -> None:
    client = client_of(twilio)
    twilio.script([accept(delay=0.01), too_many()])

    client.messages.create(to=TENANT, from_=twilio.own_number, body="1")
    with pytest.raises(Exception, match="429"):
        client.messages.create(to=TENANT, from_=twilio.own_number, body="2")
    client.messages.create(to=TENANT, from_=twilio.own_number, body="3")

    assert [message.body for message in twilio.accepted] == ["1", "3"]


def test_it_runs_as_a_process_of_its_own_and_is_scripted_over_http() -> None:
    command = [sys.executable, "-m", "tests.twilio_double"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) as process:
        try:
            assert process.stdout is not None
            url = process.stdout.readline().strip()
            control = httpx.Client(base_url=url, trust_env=False)
            with control:
                script = [{"accepted": False, "status": 400, "code": 21610}]
                assert control.post("/_control/script", json=script).json() == {"scripted": 1}
                control.post("/_control/opt-out", json={"number": "+33639980013"})
                with TwilioDouble() as local:
                    defaults = (local.account_sid, local.auth_token, local.own_number)
                sender = TwilioSender(*defaults, PUBLIC_URL, url)
                for number in (TENANT, "+33639980013"):
                    with pytest.raises(Exception, match="400"):
                        sender.send(number, "Bonjour", "1")
                sid = sender.send(TENANT, "Bonjour", "1")
                assert [m["sid"] for m in control.get("/_control/accepted").json()] == [sid]
        finally:
            process.kill()
