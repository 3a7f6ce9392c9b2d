"""Where a webhook may go: outside, in https, and nowhere else whatever the name says."""

import asyncio

import pytest
from sqlmodel import select

from backend.db import UnitOfWork
from backend.webhooks import addresses
from backend.webhooks.errors import AddressRefused
from backend.webhooks.models import WebhookDelivery
from tests.backend.webhooks.conftest import Deliver, Subscribe, System
from tests.backend.webhooks.test_delivering import State, filed, move


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("http://erp.example/hook", "not-https"),
        ("ftp://erp.example/hook", "not-https"),
        ("file:///etc/passwd", "unreadable"),
        ("https://user:word@erp.example/", "unreadable"),
        ("https://erp.example/#x", "unreadable"),
        ("https://", "unreadable"),
        ("nothing", "unreadable"),
        ("", "unreadable"),
        ("https://erp.example/" + "x" * 500, "unreadable"),
        ("https://127.0.0.1/", "not-outside"),
        ("https://10.1.2.3/", "not-outside"),
        ("https://192.168.0.1/", "not-outside"),
        ("https://169.254.169.254/latest/meta-data", "not-outside"),
        ("https://0.0.0.0/", "not-outside"),
        ("https://[::1]/", "not-outside"),
        ("https://[::ffff:10.0.0.1]/", "not-outside"),
        ("https://[64:ff9b::a00:1]/", "not-outside"),
        ("https://[2002:0a00:0001::]/", "not-outside"),
        ("https://[fd00::1]/", "not-outside"),
        ("https://[fe80::1]/", "not-outside"),
        ("https://224.0.0.1/", "not-outside"),
        ("https://100.64.0.1/", "not-outside"),
    ],
)
def test_an_address_that_is_not_outside_is_not_subscribed(url: str, reason: str) -> None:
    with pytest.raises(AddressRefused) as refused:
        addresses.check(url, loopback=False)

    assert refused.value.data == {"reason": reason}


@pytest.mark.parametrize("url", ["https://erp.example/hook?a=1", "https://8.8.8.8:8443/x"])
def test_an_address_outside_is(url: str) -> None:
    assert str(addresses.check(url, loopback=False)) == url


@pytest.mark.parametrize("host", ["localhost", "2130706433", "0x7f000001", "127.1"])
def test_a_name_that_leads_inside_is_refused_when_it_is_written_to(host: str) -> None:
    with pytest.raises(AddressRefused):
        asyncio.run(addresses.resolve(f"https://{host}/", loopback=False))


def test_a_request_goes_to_the_number_that_was_looked_at_under_its_name() -> None:
    target = asyncio.run(addresses.resolve("http://localhost:81/x", loopback=True))

    assert target.url.host in {"127.0.0.1", "::1"}
    assert (target.host, target.name) == ("localhost:81", "localhost")


def test_without_the_setting_nothing_reaches_this_machine(
    begin: UnitOfWork, system: System, subscribe: Subscribe, deliver: Deliver
) -> None:
    told = subscribe()
    move(begin, filed(begin), State.ASSIGNED)

    deliver(told.id, loopback=False)

    with begin() as session:
        assert session.exec(select(WebhookDelivery)).one().error == "not-https"
    assert system.received == []
