"""What can wait leaves at its sender's pace; answers and emergencies never wait for it."""

import asyncio
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from backend.conversations import service
from backend.conversations.models import Author
from backend.conversations.writing import reply
from backend.db import UnitOfWork
from backend.outbox.models import Purpose, Sms, SmsState
from backend.outbox.pace import Pace
from backend.outbox.sending import Sending
from backend.outbox.simulator import Simulator
from backend.replies import Act, Utterance
from channels.sms.text import measure
from tests.backend.outbox.test_sending import Moment

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


def written(begin: UnitOfWork, purpose: Purpose) -> int:
    with begin() as session:
        talk = service.open_sms(session, contact="+33639980011", landlord="office64", now=NOW)
        said = [Utterance(Act.SMALLTALK, text="Bonjour")]
        reply(
            session, talk, said, author=Author.BOT, inbound_id=None, purpose=purpose, now=NOW
        )  # fmt: skip
        sms = session.execute(text("SELECT max(id) FROM sms")).scalar_one()
        session.get_one(Sms, sms).not_before = None
        return int(sms)


def states(begin: UnitOfWork, every: Sequence[int]) -> list[SmsState]:
    with begin() as session:
        return [session.get_one(Sms, one).state for one in every]


def paced(begin: UnitOfWork, clock: Moment, per_second: float = 1) -> Sending:
    network, pace = Simulator(begin), Pace("+33937000001", per_second)
    return Sending(begin, network, settle_time=timedelta(0), pace=pace, clock=clock)


def test_notices_leave_one_by_one_and_an_answer_overtakes_them(begin: UnitOfWork) -> None:
    clock = Moment()
    sending = paced(begin, clock)
    notices = [written(begin, Purpose.NOTICE) for _ in range(3)]
    answer = written(begin, Purpose.REPLY)
    every = [*notices, answer]

    async def run_all() -> None:
        for sms in every:
            await sending.job(sms)

    seen = []
    for _ in range(3):
        asyncio.run(run_all())
        seen.append([state is SmsState.SENT for state in states(begin, every)])
        clock.now += timedelta(seconds=1)

    assert seen == [
        [True, False, False, True],
        [True, True, False, True],
        [True, True, True, True],
    ]


@settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    bodies=st.lists(st.text("aç", min_size=1, max_size=200), min_size=1, max_size=12),
    per_second=st.sampled_from([0.5, 1.0, 10.0, 30.0]),
    gaps=st.lists(st.floats(0, 3), min_size=12, max_size=12),
)
def test_no_second_ever_holds_more_segments_than_the_pace(
    begin: UnitOfWork, bodies: list[str], per_second: float, gaps: list[float]
) -> None:
    pace, moment = Pace(f"{per_second} {bodies}", per_second), NOW
    with begin() as session:
        session.execute(text("DELETE FROM sms_pace"))
        leaves = []
        for body, gap in zip(bodies, gaps, strict=False):
            moment += timedelta(seconds=gap)
            leaves.append((pace.take(session, body, moment), measure(body).segments))
            assert leaves[-1][0] >= moment

    for (before, segments), (after, _) in zip(leaves, leaves[1:], strict=False):
        assert (after - before).total_seconds() >= segments / per_second - 1e-4


def test_two_workers_at_once_are_never_given_the_same_moment(begin: UnitOfWork) -> None:
    pace = Pace("MG1", 1)

    def take(_: int) -> datetime:
        with begin() as session:
            return pace.take(session, "Bonjour", NOW)

    with ThreadPoolExecutor(8) as pool:
        given_out = sorted(pool.map(take, range(20)))

    assert given_out == [NOW + timedelta(seconds=n) for n in range(20)]


@pytest.mark.parametrize("purpose", [Purpose.REPLY, Purpose.AGENT, Purpose.EMERGENCY])
def test_what_somebody_waits_for_never_waits_for_the_pace(
    begin: UnitOfWork, purpose: Purpose
) -> None:
    sending = paced(begin, Moment(), per_second=0.001)
    sms = [written(begin, purpose) for _ in range(2)]

    for one in sms:
        asyncio.run(sending.job(one))

    assert states(begin, sms) == [SmsState.SENT, SmsState.SENT]
