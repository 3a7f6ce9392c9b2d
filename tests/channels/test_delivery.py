"""Status reports come doubled and in any order; the end is the same."""

from functools import reduce
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels import DeliveryStatus, advance

statuses = st.sampled_from(DeliveryStatus)


def fold(reports: tuple[DeliveryStatus, ...] | list[DeliveryStatus]) -> DeliveryStatus | None:
    first: DeliveryStatus | None = None
    return reduce(advance, reports, first)


@pytest.mark.parametrize("last", ["delivered", "undelivered", "failed"])
def test_all_24_orders_of_four_reports_end_the_same(last: str) -> None:
    reports = [DeliveryStatus(word) for word in ("queued", "sending", "sent", last)]

    assert {fold(order) for order in permutations(reports)} == {DeliveryStatus(last)}


@given(
    st.lists(statuses, min_size=1, max_size=12).flatmap(
        lambda r: st.tuples(st.just(r), st.permutations(r))
    )
)
def test_no_order_of_any_reports_changes_the_end(
    orders: tuple[list[DeliveryStatus], list[DeliveryStatus]],
) -> None:
    assert fold(orders[0]) == fold(orders[1])


@given(statuses, statuses)
def test_a_report_never_takes_a_message_back(current: DeliveryStatus, new: DeliveryStatus) -> None:
    after = advance(current, new)

    assert after.rank >= current.rank
    assert advance(after, new) == after
    assert after.is_final or not current.is_final


def test_sent_after_delivered_changes_nothing() -> None:
    assert advance(DeliveryStatus.DELIVERED, DeliveryStatus.SENT) is DeliveryStatus.DELIVERED


def test_a_failure_is_final_and_says_so() -> None:
    assert DeliveryStatus.UNDELIVERED.is_failure
    assert DeliveryStatus.FAILED.is_final
    assert not DeliveryStatus.DELIVERED.is_failure
    assert not DeliveryStatus.SENT.is_final
