"""Who is let in at the webhooks, and what is kept of who is not."""

from urllib.parse import urlencode

import pytest
from fastapi import FastAPI
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from channels import InboundMessage
from channels.sms.twilio_signature import sign
from channels.sms.webhook import WebhookSettings, router
from tests.channels.webhooks import (
    FORM_TYPE,
    INBOUND,
    OURS,
    PUBLIC_URL,
    STATUS,
    TENANT,
    TOKEN,
    Backend,
    Client,
    Webhooks,
    sms,
)


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


@pytest.mark.parametrize("base", ["https://secours.example.org", "https://secours.example.org/"])
def test_what_the_fallback_is_asked_is_proven_by_its_own_address(base: str) -> None:
    hooks = Webhooks(fallback_url=base)
    asked = sms(ErrorCode="11205", ErrorUrl=PUBLIC_URL + INBOUND)

    theirs = hooks.post(asked, signature=sign(base.rstrip("/") + INBOUND, asked, TOKEN))
    ours = hooks.post(sms(MessageSid="SM2"))
    foreign = hooks.post(asked, signature=sign("https://other.example.org" + INBOUND, asked, TOKEN))
    hooks.client.close()

    assert [theirs.status_code, ours.status_code, foreign.status_code] == [200, 200, 403]
    assert [message.provider_id for message in hooks.backend.messages] == ["SM" + "0" * 32, "SM2"]
