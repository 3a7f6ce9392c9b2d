"""Only what Twilio signed for our public address passes, whatever form the proof has."""

from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qsl

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.datastructures import FormData
from twilio.request_validator import RequestValidator

from channels.errors import BadSignature
from channels.sms.twilio_signature import sign, verify

TOKEN = "12345"
URL = "https://loge.example.org/channels/sms/inbound"
FORM = {
    "MessageSid": "SM" + "0" * 32,
    "From": "+33639980012",
    "To": "+33939000001",
    "Body": "Ça fuit encore & l’eau monte",
}
IN_A_SERVICE = FORM | {"MessagingServiceSid": "MG" + "1" * 32}


def test_the_signature_is_the_one_of_twilios_published_example() -> None:
    # The example of Twilio's own page on security, also in the tests of its library.
    url = "https://mycompany.com/myapp.php?foo=1&bar=2"
    form = {
        "CallSid": "CA1234567890ABCDE",
        "Digits": "1234",
        "From": "+14158675309",
        "To": "+18005551212",
        "Caller": "+14158675309",
    }

    assert sign(url, form, TOKEN) == "RSOYDt4T1cUTdK1PDd93/VVr8B8="


@pytest.mark.parametrize("form", [FORM, IN_A_SERVICE], ids=["number", "messaging-service"])
@pytest.mark.parametrize("as_what", [dict, lambda form: list(form.items()), FormData])
def test_a_signed_request_passes_as_a_mapping_as_pairs_and_as_form_data(
    form: dict[str, str], as_what: Callable[[dict[str, str]], Any]
) -> None:
    verify(URL, as_what(form), sign(URL, form, TOKEN), TOKEN)


@pytest.mark.parametrize(
    ("signed", "configured"),
    [
        ("https://loge.example.org/in", "https://loge.example.org:443/in"),
        ("https://loge.example.org:443/in", "https://loge.example.org/in"),
        ("https://loge.example.org/in?m=7&x=", "https://loge.example.org/in?m=7&x="),
        ("https://loge.example.org/in", "https://loge.example.org/in#rc=5&rp=all"),
        ("http://127.0.0.1:8000/in", "http://127.0.0.1:8000/in"),
        ("http://[::1]:8000/in", "http://[::1]:8000/in"),
    ],
)
def test_port_query_and_fragment_are_read_as_twilio_does(signed: str, configured: str) -> None:
    verify(configured, FORM, sign(signed, FORM, TOKEN), TOKEN)


@pytest.mark.parametrize(
    "other",
    [
        "http://loge.example.org/channels/sms/inbound",
        "https://loge.example.org/channels/sms/inbound/",
        "https://loge.example.org/channels/sms/status",
        "https://loge.example.org:8443/channels/sms/inbound",
        "https://evil.example.org/channels/sms/inbound",
        URL + "?m=1",
    ],
)
def test_a_signature_for_another_address_is_refused(other: str) -> None:
    with pytest.raises(BadSignature):
        verify(URL, FORM, sign(other, FORM, TOKEN), TOKEN)


def test_a_reordered_query_is_another_address() -> None:
    with pytest.raises(BadSignature):
        verify(URL + "?a=1&b=2", FORM, sign(URL + "?b=2&a=1", FORM, TOKEN), TOKEN)


@pytest.mark.parametrize("missing", [None, ""])
def test_no_signature_is_refused_as_absent(missing: str | None) -> None:
    with pytest.raises(BadSignature) as caught:
        verify(URL, FORM, missing, TOKEN)

    assert not caught.value.present


@pytest.mark.parametrize("wrong", ["wrong", "é", " ", "RSOYDt4T1cUTdK1PDd93/VVr8B8=", "a" * 10_000])
def test_a_wrong_signature_is_refused_as_present(wrong: str) -> None:
    with pytest.raises(BadSignature) as caught:
        verify(URL, FORM, wrong, TOKEN)

    assert caught.value.present


def test_another_token_or_body_is_refused() -> None:
    signature = sign(URL, FORM, TOKEN)

    with pytest.raises(BadSignature):
        verify(URL, FORM, signature, "54321")
    with pytest.raises(BadSignature):
        verify(URL, FORM | {"Body": "Autre"}, signature, TOKEN)
    with pytest.raises(BadSignature):
        verify(URL, FORM | {"Added": ""}, signature, TOKEN)


def test_a_repeated_key_is_signed_with_all_its_values() -> None:
    pairs: list[Any] = [("Body", "b"), ("Body", "a"), ("From", "+33639980012")]
    signature = sign(URL, pairs, TOKEN)

    verify(URL, FormData(pairs), signature, TOKEN)
    with pytest.raises(BadSignature):
        verify(URL, FormData(pairs[1:]), signature, TOKEN)


def test_a_shared_key_signature_names_its_algorithm() -> None:
    signature = RequestValidator(TOKEN).compute_signature(URL, FORM, "HMAC_SHA256")

    verify(URL, FORM, signature, TOKEN, settings_header="key=k,algorithm=HMAC_SHA256")
    with pytest.raises(BadSignature):
        verify(URL, FORM, signature, TOKEN)
    with pytest.raises(BadSignature):
        verify(URL, FORM, signature, TOKEN, settings_header="algorithm=NONE")


def test_a_hash_of_the_body_in_the_query_does_not_replace_the_form() -> None:
    url = URL + "?bodySHA256=" + "0" * 64
    signature = sign(url, {}, TOKEN)

    with pytest.raises(BadSignature):
        verify(url, FORM, signature, TOKEN)


def test_a_lone_surrogate_in_the_form_is_refused_not_a_crash() -> None:
    with pytest.raises(BadSignature):
        verify(URL, {"Body": "\ud800"}, "x", TOKEN)


@given(st.binary(max_size=300), st.text(max_size=40))
def test_no_bytes_and_no_header_break_the_check(body: bytes, signature: str) -> None:
    pairs = parse_qsl(body.decode("latin-1"), keep_blank_values=True, errors="replace")

    with pytest.raises(BadSignature):
        verify(URL, pairs, signature, TOKEN)


@given(st.lists(st.tuples(st.text(max_size=8), st.text(max_size=8)), max_size=6))
def test_what_we_sign_ourselves_always_passes(pairs: list[tuple[str, str]]) -> None:
    try:
        signature = sign(URL, pairs, TOKEN)
    except UnicodeEncodeError:
        return

    verify(URL, pairs, signature, TOKEN)
