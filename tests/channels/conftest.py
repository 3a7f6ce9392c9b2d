"""The network that can be broken, and a sender that speaks to it through the official client."""

from collections.abc import Iterator

import pytest

from channels.sms.twilio_client import TwilioSender
from tests.channels.webhooks import ACCOUNT, PUBLIC_URL, Webhooks
from tests.twilio_double import TwilioDouble


@pytest.fixture(scope="module")
def network() -> Iterator[TwilioDouble]:
    """Serve a double whose messages do not travel on: no status callback is sent."""
    double = TwilioDouble()
    double.journey = ()
    with double:
        yield double


@pytest.fixture
def twilio(network: TwilioDouble) -> TwilioDouble:
    """Return the double with nothing in it."""
    network.reset()
    return network


@pytest.fixture
def sender(twilio: TwilioDouble) -> TwilioSender:
    """Return the sender under test, with a short time-out."""
    return sender_to(twilio)


def sender_to(
    twilio: TwilioDouble, *, timeout: float = 1, own: str = "", token: str = ""
) -> TwilioSender:
    """Return a sender as the backend makes it, but towards the double."""
    return TwilioSender(
        twilio.account_sid,
        token or twilio.auth_token,
        own or twilio.own_number,
        PUBLIC_URL,
        twilio.url,
        timeout=timeout,
    )


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
