"""Reports on what we sent, as the webhook reads them."""

from functools import reduce

import pytest

from channels import DeliveryStatus, StatusUpdate, advance
from tests.channels.webhooks import (
    STATUS,
    Webhooks,
    sms,
)


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
