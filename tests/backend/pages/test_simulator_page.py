"""The telephone of the simulator."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import nullcontext
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from backend.library.edition import Edition
from backend.outbox.models import Trouble
from backend.pages.simulator import NUMBERS, PhoneMessage, changes, telephone
from tests.backend.pages.conftest import Network, Reader, pages

MESSAGE = PhoneMessage(
    "s1", "received", "Ça fuit où ?", datetime(2026, 11, 21, tzinfo=UTC), "queued"
)


def test_with_a_real_provider_there_is_no_simulator(library: Edition) -> None:
    client = pages(library, None)

    assert client.get("/dev/sms").status_code == 404
    assert client.post("/dev/sms/send", data={"from": NUMBERS[0], "body": "x"}).status_code == 404
    assert "/dev/sms" not in client.get("/suivi").text


def test_what_is_written_goes_to_the_network_from_that_telephone(
    client: Reader, network: Network
) -> None:
    answer = client.post("/dev/sms/send", data={"from": "06 39 98 12 34", "body": "ça fuit"})

    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/dev/sms?number=%2B33639981234")
    assert network.sent == [("+33639981234", "ça fuit")]


def test_an_empty_message_is_not_sent(client: Reader, network: Network) -> None:
    client.post("/dev/sms/send", data={"from": NUMBERS[0], "body": "  "})

    assert network.sent == []


@pytest.mark.parametrize("asked", ["+33612345678", "0559438654", "15", "", "<script>", "+1 555"])
def test_only_the_demonstrations_numbers_can_be_used(asked: str) -> None:
    assert telephone(asked) == NUMBERS[0]


def test_the_page_shows_the_messages_escaped_with_their_price(
    client: Reader, network: Network
) -> None:
    network.shown = [replace(MESSAGE, body="<b>ê</b>")]

    page = client.get("/dev/sms").text

    assert "&lt;b&gt;ê&lt;/b&gt;" in page
    assert "1 SMS, UCS-2" in page


async def _first(count: int, stream: AsyncIterator[dict[str, Any]]) -> list[dict[str, Any]]:
    found = []
    async for one in stream:
        found.append(one)
        if len(found) == count:
            break
    return found


def test_a_message_is_shown_once_and_again_when_its_state_changes(network: Network) -> None:
    class Delivering(Network):
        def messages(self, session: Any, number: str, limit: int) -> list[PhoneMessage]:
            self.sent.append((number, ""))
            return [MESSAGE if len(self.sent) < 3 else replace(MESSAGE, state="delivered")]

    stream = changes(
        Delivering(),
        lambda: nullcontext(),  # type: ignore[arg-type,return-value]
        NUMBERS[0],
        pause=0,
    )

    states = [one["state"] for one in asyncio.run(_first(2, stream))]

    assert states == ["queued", "delivered"]


def test_a_telephone_s_network_is_broken_and_mended_and_no_other_s(
    client: Reader, network: Network
) -> None:
    answer = client.post("/dev/sms/network", data={"number": NUMBERS[1], "trouble": "busy"})

    assert answer.status_code == 303
    assert network.broken == {NUMBERS[1]: Trouble.BUSY}
    assert '<option value="busy" selected>' in client.get(f"/dev/sms?number={NUMBERS[1]}").text
    assert '<option value="none" selected>' in client.get("/dev/sms").text


@pytest.mark.parametrize("trouble", ["", "exploded", "BUSY"])
def test_a_trouble_that_no_network_has_is_refused(
    client: Reader, network: Network, trouble: str
) -> None:
    form = {"number": NUMBERS[0], "trouble": trouble}

    assert client.post("/dev/sms/network", data=form).status_code == 422
    assert network.broken == {}
