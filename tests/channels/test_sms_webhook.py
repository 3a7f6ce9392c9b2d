"""The two webhooks, in one application as the backend builds it: who is let in, what is read."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import reduce
from typing import Any
from urllib.parse import urlencode

import httpx
import pytest
from fastapi import FastAPI
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from channels import DeliveryStatus, InboundMessage, Quarantined, StatusUpdate, advance
from channels.messages import OptOutKeyword
from channels.sms.twilio_signature import sign
from channels.sms.webhook import WebhookSettings, router
from tests.channels.conftest import PUBLIC_URL

TOKEN = "the-account-token"
ACCOUNT = "AC" + "a" * 32
OURS = "+33939000001"
TENANT = "+33639980012"
INBOUND = "/channels/sms/inbound"
STATUS = "/channels/sms/status"
FORM_TYPE = "application/x-www-form-urlencoded"


@dataclass
class Backend:
    """What was handed over; `broken` stands for a database that does not commit."""

    messages: list[InboundMessage] = field(default_factory=list)
    updates: list[StatusUpdate] = field(default_factory=list)
    quarantined: list[Quarantined] = field(default_factory=list)
    broken: bool = False

    async def on_message(self, message: InboundMessage) -> None:
        if self.broken:
            raise ConnectionError("no database")
        self.messages.append(message)

    async def on_status(self, update: StatusUpdate) -> None:
        self.updates.append(update)

    async def on_quarantine(self, request: Quarantined) -> None:
        self.quarantined.append(request)


class Client:
    """A client of an application in this process, at an address that is not the public one."""

    def __init__(self, app: FastAPI) -> None:
        # A proxy is in between: the application is reached as plain HTTP on another host.
        transport = httpx.ASGITransport(app, raise_app_exceptions=False)
        self.http = httpx.AsyncClient(transport=transport, base_url="http://10.0.0.7:8000")
        self.runner = asyncio.Runner()

    def post(self, url: str, **given: Any) -> httpx.Response:
        return self.runner.run(self.http.post(url, **given))

    def get(self, url: str, **given: Any) -> httpx.Response:
        return self.runner.run(self.http.get(url, **given))

    def post_at_once(self, times: int, url: str, **given: Any) -> list[httpx.Response]:
        async def all_of_them() -> list[httpx.Response]:
            return await asyncio.gather(*(self.http.post(url, **given) for _ in range(times)))

        return self.runner.run(all_of_them())

    def close(self) -> None:
        self.runner.run(self.http.aclose())
        self.runner.close()


class Webhooks:
    """Twilio's side of the conversation."""

    def __init__(self, account_sid: str | None = ACCOUNT) -> None:
        self.backend = Backend()
        chosen = WebhookSettings(PUBLIC_URL, TOKEN, account_sid, frozenset({OURS, "38000"}))
        app = FastAPI()
        app.include_router(
            router(
                self.backend.on_message,
                self.backend.on_status,
                chosen,
                on_quarantine=self.backend.on_quarantine,
            )
        )
        self.client = Client(app)

    def post(
        self, form: Any, path: str = INBOUND, *, signature: str | None = "", query: str = ""
    ) -> Any:
        pairs = list(form.items()) if isinstance(form, dict) else form
        url = f"{path}?{query}" if query else path
        if signature == "":
            signature = sign(PUBLIC_URL + url, pairs, TOKEN)
        headers = {"Content-Type": FORM_TYPE}
        if signature is not None:
            headers["X-Twilio-Signature"] = signature
        return self.client.post(url, content=urlencode(pairs), headers=headers)


@pytest.fixture
def hooks() -> Iterator[Webhooks]:
    webhooks = Webhooks()
    yield webhooks
    webhooks.client.close()


@pytest.fixture(params=[ACCOUNT, None], ids=["account", "simulator"])
def either(request: pytest.FixtureRequest) -> Iterator[Webhooks]:
    """With an account, and without one: the simulator signs as well."""
    webhooks = Webhooks(request.param)
    yield webhooks
    webhooks.client.close()


def sms(**changes: str) -> dict[str, str]:
    form = {
        "MessageSid": "SM" + "0" * 32,
        "AccountSid": ACCOUNT,
        "From": TENANT,
        "To": OURS,
        "Body": "Ça fuit & l’eau monte",
        "NumMedia": "0",
    }
    return form | changes


def test_a_signed_sms_is_handed_over_and_answered_with_empty_twiml(hooks: Webhooks) -> None:
    answer = hooks.post(sms())

    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/xml")
    assert answer.text.endswith("<Response/>")
    assert hooks.backend.messages == [
        InboundMessage("SM" + "0" * 32, TENANT, OURS, "Ça fuit & l’eau monte")
    ]
    assert hooks.backend.quarantined == []


def test_a_number_in_a_messaging_service_is_let_in_just_the_same(hooks: Webhooks) -> None:
    answer = hooks.post(sms(MessagingServiceSid="MG1"))

    assert answer.status_code == 200
    assert hooks.backend.messages[0].messaging_service == "MG1"


@pytest.mark.parametrize("path", [INBOUND, STATUS])
def test_no_signature_is_403_and_kept_nowhere(either: Webhooks, path: str) -> None:
    answer = either.post(sms(), path, signature=None)

    assert answer.status_code == 403
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["type"] == "/problems/bad-signature"
    assert answer.json()["status"] == 403
    assert (either.backend.messages, either.backend.quarantined) == ([], [])


def test_a_wrong_signature_is_403_and_quarantined(either: Webhooks) -> None:
    answer = either.post(sms(), signature="bm8=")

    assert answer.status_code == 403
    assert either.backend.messages == []
    (kept,) = either.backend.quarantined
    assert kept.reason == "bad-signature"
    assert kept.url == PUBLIC_URL + INBOUND
    assert kept.signature == "bm8="
    assert kept.body == urlencode(sms()).encode()


@pytest.mark.parametrize(
    "url",
    [
        "http://loge.example.org" + INBOUND,
        "http://10.0.0.7:8000" + INBOUND,
        PUBLIC_URL + STATUS,
        PUBLIC_URL + INBOUND + "/",
        PUBLIC_URL + INBOUND + "?a=1",
    ],
)
def test_a_signature_for_another_address_is_403(hooks: Webhooks, url: str) -> None:
    assert hooks.post(sms(), signature=sign(url, sms(), TOKEN)).status_code == 403


def test_a_forwarded_host_does_not_change_the_address_that_must_be_signed(hooks: Webhooks) -> None:
    forged = {"X-Forwarded-Host": "evil.example.org", "Host": "evil.example.org"}
    signature = sign("http://evil.example.org" + INBOUND, sms(), TOKEN)

    answer = hooks.client.post(
        INBOUND, data=sms(), headers={**forged, "X-Twilio-Signature": signature}
    )

    assert answer.status_code == 403


def test_a_query_is_signed_in_its_order(hooks: Webhooks) -> None:
    swapped = sign(PUBLIC_URL + INBOUND + "?b=2&a=1", sms(), TOKEN)

    assert hooks.post(sms(), query="a=1&b=2").status_code == 200
    assert hooks.post(sms(), query="a=1&b=2", signature=swapped).status_code == 403


def test_the_right_body_on_get_is_not_taken(hooks: Webhooks) -> None:
    url = PUBLIC_URL + INBOUND + "?" + urlencode(sms())

    answer = hooks.client.get(
        INBOUND, params=sms(), headers={"X-Twilio-Signature": sign(url, {}, TOKEN)}
    )

    assert answer.status_code == 405
    assert hooks.backend.messages == []


def test_a_signed_request_of_another_account_is_403_and_quarantined(hooks: Webhooks) -> None:
    assert hooks.post(sms(AccountSid="AC" + "b" * 32)).status_code == 403
    assert [kept.reason for kept in hooks.backend.quarantined] == ["foreign-account"]


@pytest.mark.parametrize(
    "content_type", ["application/json", "multipart/form-data", "", "text/plain"]
)
def test_anything_but_a_form_is_415(hooks: Webhooks, content_type: str) -> None:
    answer = hooks.client.post(INBOUND, content=b"{}", headers={"Content-Type": content_type})

    assert answer.status_code == 415


@pytest.mark.parametrize("sid", [None, "", "S" * 10_000, "a b", "../x", "é", "<x>"])
def test_a_message_without_a_usable_sid_is_400_and_quarantined(
    hooks: Webhooks, sid: str | None
) -> None:
    form = sms() if sid is None else sms(MessageSid=sid)
    if sid is None:
        del form["MessageSid"]

    answer = hooks.post(form)

    assert answer.status_code == 400
    assert answer.json()["type"] == "/problems/unreadable-request"
    assert "MessageSid" in answer.json()["detail"]
    assert hooks.backend.messages == []
    assert len(hooks.backend.quarantined[0].body) <= 16 * 1024


def test_a_lower_case_sid_is_kept_as_it_came(hooks: Webhooks) -> None:
    hooks.post(sms(MessageSid="sm" + "a" * 32))

    assert hooks.backend.messages[0].provider_id == "sm" + "a" * 32


def test_more_bytes_or_fields_than_a_message_has_are_refused(hooks: Webhooks) -> None:
    too_long = hooks.post(sms(Body="a" * 600_000))
    many = urlencode([(f"F{number}", "") for number in range(1000)])
    too_many = hooks.client.post(INBOUND, content=many, headers={"Content-Type": FORM_TYPE})

    assert (too_long.status_code, too_many.status_code) == (413, 400)
    assert (hooks.backend.messages, hooks.backend.quarantined) == ([], [])


@pytest.mark.parametrize(
    "body", ["", "   ", "a" * 1601, "a" * 100_000, "/restart", "{{7*7}}", "👨‍👩‍👧"]
)
def test_any_text_is_handed_over_as_it_is(hooks: Webhooks, body: str) -> None:
    assert hooks.post(sms(Body=body)).status_code == 200
    assert hooks.backend.messages[0].text == body


def test_nul_is_left_out_because_no_database_takes_it(hooks: Webhooks) -> None:
    hooks.post(sms(Body="a\0b"))

    assert hooks.backend.messages[0].text == "ab"


@pytest.mark.parametrize("raw", [b"Body=%ff%fe&MessageSid=SM1", b"\xff\xfe=%%%&&&=", b"Body=\xc3"])
def test_bytes_that_are_no_text_never_break(hooks: Webhooks, raw: bytes) -> None:
    headers = {"Content-Type": FORM_TYPE, "X-Twilio-Signature": "x"}

    assert hooks.client.post(INBOUND, content=raw, headers=headers).status_code == 403


@pytest.mark.parametrize(
    ("sent", "read"),
    [
        ("38001", "38001"),
        ("BAILLEUR", "BAILLEUR"),
        ("whatsapp:+33639980012", "whatsapp:+33639980012"),
        ("+262692123456", "+262692123456"),
        ("+33559438654", "+33559438654"),
        ("٠٦٣٩٩٨٠٠١٢", TENANT),
        ("06 39 98 00 12", TENANT),
    ],
)
def test_every_kind_of_sender_is_taken(hooks: Webhooks, sent: str, read: str) -> None:
    assert hooks.post(sms(From=sent)).status_code == 200
    assert hooks.backend.messages[0].sender == read


@pytest.mark.parametrize("own", [OURS, "38000", "09 39 00 00 01"])
def test_a_message_from_our_own_number_is_acknowledged_and_ignored(
    hooks: Webhooks, own: str
) -> None:
    assert hooks.post(sms(From=own)).status_code == 200
    assert hooks.backend.messages == []


def test_a_message_from_the_number_it_went_to_is_a_loop_too(hooks: Webhooks) -> None:
    assert hooks.post(sms(From="+33939000009", To="+33939000009")).status_code == 200
    assert hooks.backend.messages == []


@pytest.mark.parametrize("blank", ["", "   ", "\0"])
def test_a_message_from_nobody_is_acknowledged_and_quarantined(hooks: Webhooks, blank: str) -> None:
    assert hooks.post(sms(From=blank)).status_code == 200
    assert hooks.backend.messages == []
    assert [kept.reason for kept in hooks.backend.quarantined] == ["no-sender"]


@pytest.mark.parametrize("count", ["1", "999", "-1", "abc", "", "1e9"])
def test_media_are_data_and_their_number_is_what_is_there(hooks: Webhooks, count: str) -> None:
    inside = "http://169.254.169.254/latest"

    hooks.post(sms(NumMedia=count, MediaUrl0=inside, MediaContentType0="image/svg+xml"))

    (media,) = hooks.backend.messages[0].media
    assert (media.url, media.content_type) == (inside, "image/svg+xml")


@pytest.mark.parametrize(
    ("word", "read"), [("STOP", OptOutKeyword.STOP), ("start", OptOutKeyword.START), ("x", None)]
)
def test_what_twilio_itself_understood_as_stop_is_told(
    hooks: Webhooks, word: str, read: OptOutKeyword | None
) -> None:
    hooks.post(sms(OptOutType=word))

    assert hooks.backend.messages[0].opt_out is read


def test_a_repeated_key_counts_once_and_first(hooks: Webhooks) -> None:
    hooks.post([*sms().items(), ("Body", "second")])

    assert hooks.backend.messages[0].text == sms()["Body"]


def test_nothing_is_acknowledged_that_was_not_stored(hooks: Webhooks) -> None:
    hooks.backend.broken = True

    assert hooks.post(sms()).status_code == 500


def test_a_report_carries_status_reference_and_error_code(hooks: Webhooks) -> None:
    form = sms(MessageStatus="undelivered", ErrorCode="30003")

    assert hooks.post(form, STATUS, query="m=42%2Fa").status_code == 200
    assert hooks.backend.updates == [
        StatusUpdate(form["MessageSid"], DeliveryStatus.UNDELIVERED, "42/a", 30003)
    ]


@pytest.mark.parametrize("query", ["", "m=", "x=1", "m=" + "a" * 500])
def test_a_report_without_a_usable_reference_is_still_a_report(hooks: Webhooks, query: str) -> None:
    assert hooks.post(sms(SmsStatus="sent"), STATUS, query=query).status_code == 200
    assert hooks.backend.updates[0].reference is None
    assert hooks.backend.updates[0].status is DeliveryStatus.SENT


@pytest.mark.parametrize("word", ["", "exploded", "delivered; DROP"])
def test_a_status_that_we_do_not_know_is_acknowledged_and_ignored(
    hooks: Webhooks, word: str
) -> None:
    assert hooks.post(sms(MessageStatus=word), STATUS).status_code == 200
    assert hooks.backend.updates == []


@pytest.mark.parametrize("code", ["", "abc", "٣٠٠٠٣", "9" * 5000, "-1"])
def test_an_error_code_that_is_no_number_is_none(hooks: Webhooks, code: str) -> None:
    hooks.post(sms(MessageStatus="failed", ErrorCode=code), STATUS)

    assert hooks.backend.updates[0].error_code is None


def test_reports_in_a_wrong_order_leave_the_message_delivered(hooks: Webhooks) -> None:
    for word in ("delivered", "sent", "queued", "sent"):
        hooks.post(sms(MessageStatus=word), STATUS, query="m=1")

    nothing: DeliveryStatus | None = None
    assert reduce(advance, [u.status for u in hooks.backend.updates], nothing) == "delivered"


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    pairs=st.lists(
        st.tuples(
            st.sampled_from(["MessageSid", "From", "To", "Body", "NumMedia", "MediaUrl0", "x"]),
            st.text(st.characters(exclude_categories=["Cs"]), max_size=30),
        ),
        max_size=8,
    ),
    path=st.sampled_from([INBOUND, STATUS]),
)
def test_no_signed_form_ever_breaks_the_webhooks(
    hooks: Webhooks, pairs: list[tuple[str, str]], path: str
) -> None:
    assert hooks.post(pairs, path).status_code in (200, 400)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(body=st.binary(max_size=200), signature=st.text("abc=/+", max_size=30))
def test_no_bytes_get_in_without_a_signature(hooks: Webhooks, body: bytes, signature: str) -> None:
    headers = {"Content-Type": FORM_TYPE, "X-Twilio-Signature": signature}

    assert hooks.client.post(INBOUND, content=body, headers=headers).status_code == 403
    assert hooks.backend.messages == []


def test_quarantine_may_be_left_out() -> None:
    backend = Backend()
    app = FastAPI()
    app.include_router(
        router(backend.on_message, backend.on_status, WebhookSettings(PUBLIC_URL, TOKEN))
    )
    client = Client(app)

    answer = client.post(INBOUND, data=sms(), headers={"X-Twilio-Signature": "x"})

    client.close()
    assert answer.status_code == 403


def test_fifty_deliveries_at_once_are_all_handed_over_under_one_id(hooks: Webhooks) -> None:
    headers = {"X-Twilio-Signature": sign(PUBLIC_URL + INBOUND, sms(), TOKEN)}

    answers = hooks.client.post_at_once(50, INBOUND, data=sms(), headers=headers)

    assert [answer.status_code for answer in answers] == [200] * 50
    assert {message.provider_id for message in hooks.backend.messages} == {sms()["MessageSid"]}
