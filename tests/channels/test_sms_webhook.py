"""Messages that come in, as the webhook reads them: odd values are data and break nothing."""

from urllib.parse import urlencode

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from channels.messages import OptOutKeyword
from channels.sms.twilio_signature import sign
from tests.channels.webhooks import (
    FORM_TYPE,
    INBOUND,
    OURS,
    PUBLIC_URL,
    STATUS,
    TENANT,
    TOKEN,
    Webhooks,
    sms,
)


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


def test_fifty_deliveries_at_once_are_all_handed_over_under_one_id(hooks: Webhooks) -> None:
    headers = {"X-Twilio-Signature": sign(PUBLIC_URL + INBOUND, sms(), TOKEN)}

    answers = hooks.client.post_at_once(50, INBOUND, data=sms(), headers=headers)

    assert [answer.status_code for answer in answers] == [200] * 50
    assert {message.provider_id for message in hooks.backend.messages} == {sms()["MessageSid"]}


def test_a_sid_in_lower_case_is_no_other_spelling_of_a_known_one(hooks: Webhooks) -> None:
    for sid in ("SM0123456789abcdef", "sm0123456789abcdef"):
        assert hooks.post(sms(MessageSid=sid)).status_code == 200

    kept = [message.provider_id for message in hooks.backend.messages]
    assert kept == ["SM0123456789abcdef", "sm0123456789abcdef"]
