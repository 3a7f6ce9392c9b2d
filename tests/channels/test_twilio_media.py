"""What came with an MMS is fetched from Twilio's hosts and from nowhere else, within limits."""

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.errors import MediaRefused, MediaUnavailable
from channels.sms.twilio_media import TwilioMedia
from tests.twilio_double import Served, TwilioDouble
from tests.twilio_double.network import SmsMessage
from tests.twilio_double.server import ACCOUNT_SID, AUTH_TOKEN

PHOTO = b"\xff\xd8\xff" + b"x" * 1000
HERE = f"https://api.twilio.com/2010-04-01/Accounts/{ACCOUNT_SID}/Messages/MM1/Media/ME1"


@pytest.fixture(scope="module")
def network() -> Iterator[TwilioDouble]:
    with TwilioDouble() as served:
        yield served


def media(network: TwilioDouble | None = None, **given: Any) -> TwilioMedia:
    chosen = {"largest": 5_000, "api_base_url": network.url if network else None, "timeout": 1.0}
    return TwilioMedia(ACCOUNT_SID, AUTH_TOKEN, **(chosen | given))


def address(network: TwilioDouble, served: Served) -> str:
    message = network.network.add(SmsMessage(network.own_number, "+33639980042", ""))
    message.media = [served]
    return network.media_url(message, served)


def unreachable(_: str) -> list[str]:
    raise AssertionError("nothing may be looked up")


def test_a_file_is_fetched_through_the_redirect_without_the_key(network: TwilioDouble) -> None:
    assert media(network).fetch(address(network, Served(PHOTO))) == PHOTO


@pytest.mark.parametrize(
    "url",
    [
        "http://api.twilio.com/2010-04-01/Accounts/" + ACCOUNT_SID + "/Messages/MM1/Media/ME1",
        "https://169.254.169.254/latest/meta-data/",
        "https://[::1]/2010-04-01",
        "file:///etc/passwd",
        "https://api.twilio.com@evil.example/2010-04-01/Accounts/" + ACCOUNT_SID + "/x",
        "https://user:password@api.twilio.com/2010-04-01/Accounts/" + ACCOUNT_SID + "/x",
        "https://api.twilio.com.evil.example/2010-04-01/Accounts/" + ACCOUNT_SID + "/x",
        "https://api.twilio.com:8443/2010-04-01/Accounts/" + ACCOUNT_SID + "/x",
        "https://api.twilio.com:x/2010-04-01/Accounts/" + ACCOUNT_SID + "/x",
        "https://api.twilio.com/2010-04-01/Accounts/AC" + "1" * 32 + "/Messages/MM1/Media/ME1",
        "https://mms.twiliocdn.com/media/ME1",
        "https://api.twilio.com\\@evil.example/2010-04-01",
        "",
        "https://[",
    ],
)
def test_an_address_that_is_none_of_our_account_at_twilio_is_not_even_looked_up(url: str) -> None:
    with pytest.raises(MediaRefused):
        media(resolve=unreachable).fetch(url)


@given(st.from_regex(r"https?://[a-z.@:/\\]{0,9}api\.twilio\.com[a-z.@:/\\?#]{0,40}") | st.text())
def test_no_text_leads_to_another_host(url: str) -> None:
    with pytest.raises(MediaRefused):
        media(resolve=unreachable).fetch(url)


def test_without_an_account_nothing_is_fetched() -> None:
    with pytest.raises(MediaRefused):
        TwilioMedia("", "", largest=1, resolve=unreachable).fetch(
            "https://api.twilio.com/2010-04-01/Accounts//x"
        )


@pytest.mark.parametrize(
    "addresses",
    [
        ["127.0.0.1"],
        ["10.0.0.8"],
        ["169.254.169.254"],
        ["::1"],
        ["::ffff:127.0.0.1"],
        ["fe80::1%eth0"],
        ["100.64.0.1"],
        ["224.0.0.1"],
        ["93.184.215.14", "192.168.1.1"],
        [],
    ],
)
def test_a_name_that_leads_into_a_private_network_is_not_followed(addresses: list[str]) -> None:
    with pytest.raises(MediaRefused):
        media(resolve=lambda _: addresses).fetch(HERE)


def test_a_name_that_cannot_be_looked_up_is_tried_again_later() -> None:
    def fails(_: str) -> list[str]:
        raise OSError

    with pytest.raises(MediaUnavailable):
        media(resolve=fails).fetch(HERE)


@pytest.mark.parametrize(
    "location",
    [
        "http://127.0.0.1/",
        "https://127.0.0.1/",
        "https://evil.example/media/ME1",
        "http://mms.twiliocdn.com/media/ME1",
        "https://mms.twiliocdn.com.evil.example/",
        "/media/ME1",
        "file:///etc/passwd",
        HERE,
    ],
)
def test_a_redirect_elsewhere_is_not_followed(network: TwilioDouble, location: str) -> None:
    with pytest.raises(MediaRefused):
        media(network).fetch(address(network, Served(PHOTO, location=location)))


def test_a_file_that_is_too_large_is_not_read_to_its_end(network: TwilioDouble) -> None:
    with pytest.raises(MediaRefused):
        media(network).fetch(address(network, Served(b"x" * 5_001)))


@pytest.mark.parametrize(
    "served",
    [
        Served(PHOTO, delay=3),
        Served(PHOTO, drip=True),
        Served(PHOTO, failures=1),
        Served(PHOTO, failures=1, status=404),
        Served(PHOTO, failures=1, status=429),
    ],
)
def test_what_is_slow_or_fails_may_come_later(network: TwilioDouble, served: Served) -> None:
    with pytest.raises(MediaUnavailable):
        media(network).fetch(address(network, served))


@pytest.mark.parametrize("served", [Served(b""), Served(PHOTO, failures=1, status=410)])
def test_what_is_not_there_is_refused(network: TwilioDouble, served: Served) -> None:
    with pytest.raises(MediaRefused):
        media(network).fetch(address(network, served))
