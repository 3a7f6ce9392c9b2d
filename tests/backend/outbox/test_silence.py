"""After STOP is committed nothing is accepted by the network, whenever it comes."""

import asyncio
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import select

from backend.conversations import service
from backend.conversations.models import Author
from backend.conversations.writing import reply
from backend.db import UnitOfWork
from backend.outbox import service as outbox
from backend.outbox.models import OptOut, Purpose, Sms, SmsState
from backend.outbox.sending import Sending
from backend.replies import Act, Utterance
from channels.sms.twilio_client import TwilioSender
from tests.twilio_double import Outcome, TwilioDouble, accept, fail, hang, too_many

TENANT = "+33639980008"
OTHER = "+33639980009"
HEARD = (Purpose.REPLY, Purpose.AGENT, Purpose.NOTICE, Purpose.CAMPAIGN)


@pytest.fixture(scope="module")
def network() -> Iterator[TwilioDouble]:
    double = TwilioDouble()
    double.journey = ()
    with double:
        yield double


def sending(begin: UnitOfWork, network: TwilioDouble) -> Sending:
    sender = TwilioSender(
        network.account_sid,
        network.auth_token,
        network.own_number,
        "http://127.0.0.1:9",
        network.url,
        timeout=0.3,
    )
    return Sending(begin, sender, settle_time=timedelta(seconds=0.5))


def write(
    begin: UnitOfWork,
    body: str,
    purpose: Purpose = Purpose.REPLY,
    contact: str = TENANT,
    about: str | None = None,
) -> int:
    moment = datetime.now(UTC)
    with begin() as session:
        conversation = service.open_sms(session, contact=contact, landlord="office64", now=moment)
        reply(
            session,
            conversation,
            [Utterance(Act.SMALLTALK, text=body)],
            author=Author.BOT,
            inbound_id=None,
            purpose=purpose,
            about=about,
            now=moment,
        )
        sms = session.exec(select(Sms).where(Sms.body == body)).one()
        sms.not_before = None
        return sms.id or 0


def stop(begin: UnitOfWork, scope: str = outbox.EVERYTHING) -> float:
    """Say STOP; return when it was committed, by the clock of the double's messages."""
    with begin() as session:
        outbox.opt_out(session, channel="sms", contact=TENANT, scope=scope, words="stop")
    return time.monotonic()


def state(begin: UnitOfWork, sms: int) -> SmsState:
    with begin() as session:
        return session.get_one(Sms, sms).state


happens = st.one_of(
    st.builds(accept, delay=st.floats(0, 0.2)),
    st.just(too_many(0)),
    st.builds(fail, accepted=st.booleans()),
    st.builds(hang, accepted=st.booleans()),
)


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    outcomes=st.lists(happens, max_size=4),
    purposes=st.lists(st.sampled_from(HEARD), min_size=1, max_size=3),
    before_stop=st.floats(0, 0.15),
)
def test_nothing_is_accepted_after_stop_is_committed_whenever_it_comes(
    begin: UnitOfWork,
    network: TwilioDouble,
    outcomes: list[Outcome],
    purposes: list[Purpose],
    before_stop: float,
) -> None:
    network.reset()
    network.script(outcomes)
    with begin() as session:
        outbox.opt_in(session, channel="sms", contact=TENANT)
    stamp = time.monotonic_ns()
    written = [write(begin, f"{stamp} {n}", one) for n, one in enumerate(purposes)]
    worker, committed = sending(begin, network), []

    def says_stop() -> None:
        time.sleep(before_stop)
        committed.append(stop(begin))

    async def send_all() -> None:
        await asyncio.gather(*(worker.job(sms) for sms in written for _ in range(2)))

    tenant = threading.Thread(target=says_stop)
    tenant.start()
    asyncio.run(send_all())
    tenant.join()
    asyncio.run(send_all())

    late = [m for m in network.accepted if m.entered > committed[0]]
    assert late == []
    assert len({m.body for m in network.accepted}) == len(network.accepted)


def test_stop_is_not_kept_waiting_where_nothing_is_leaving(
    begin: UnitOfWork, network: TwilioDouble, monkeypatch: pytest.MonkeyPatch
) -> None:
    network.reset()
    network.script([fail(500, accepted=False)])
    sms = write(begin, "Bonjour")
    asyncio.run(sending(begin, network).job(sms))

    with monkeypatch.context() as nobody_waits:
        nobody_waits.delattr("backend.outbox.silence.time")
        stop(begin)

    assert state(begin, sms) is SmsState.SENDING


def test_stop_about_campaigns_stops_them_and_not_the_answers(
    begin: UnitOfWork, network: TwilioDouble
) -> None:
    network.reset()
    stop(begin, outbox.CAMPAIGNS)
    answer = write(begin, "Réponse")
    asked = write(begin, "Questionnaire", Purpose.CAMPAIGN)
    worker = sending(begin, network)

    for sms in (answer, asked):
        asyncio.run(worker.job(sms))

    assert [m.body for m in network.accepted] == ["Réponse"]
    assert state(begin, asked) is SmsState.SUPPRESSED


@pytest.mark.parametrize(
    ("scope", "leave"),
    [
        (outbox.campaign(1), ["de 12", "de 2"]),
        (outbox.campaign(12), ["de 1", "de 2"]),
        (outbox.CAMPAIGNS, []),
        (outbox.EVERYTHING, []),
    ],
)
def test_stop_about_one_campaign_stops_that_one_and_no_other(
    begin: UnitOfWork, network: TwilioDouble, scope: str, leave: list[str]
) -> None:
    network.reset()
    stop(begin, scope)
    written = [
        write(begin, f"de {n}", Purpose.CAMPAIGN, about=outbox.campaign(n)) for n in (1, 12, 2)
    ]
    worker = sending(begin, network)

    for sms in written:
        asyncio.run(worker.job(sms))

    assert [m.body for m in network.accepted] == leave


@pytest.mark.parametrize(
    ("again", "left"),
    [
        (outbox.EVERYTHING, set()),
        (outbox.CAMPAIGNS, {outbox.EVERYTHING}),
        (outbox.campaign(1), {outbox.EVERYTHING, outbox.campaign(2)}),
    ],
)
def test_start_about_campaigns_lifts_what_was_about_them_and_no_more(
    begin: UnitOfWork, again: str, left: set[str]
) -> None:
    asked = (outbox.campaign(1), outbox.campaign(2), outbox.CAMPAIGNS, outbox.EVERYTHING)
    for scope in asked:
        stop(begin, scope)

    with begin() as session:
        lifted = outbox.opt_in(session, channel="sms", contact=TENANT, scope=again)
        once_more = outbox.opt_in(session, channel="sms", contact=TENANT, scope=again)

    with begin() as session:
        kept = {one.scope for one in outbox.silences(session, channel="sms", contact=TENANT)}
    assert (lifted, once_more, kept) == (True, False, left)


def test_a_campaign_whose_sending_is_uncertain_is_never_repeated(
    begin: UnitOfWork, network: TwilioDouble
) -> None:
    network.reset()
    network.script([hang(accepted=False)])
    asked = write(begin, "Questionnaire", Purpose.CAMPAIGN)
    worker = sending(begin, network)

    for _ in range(2):
        asyncio.run(worker.job(asked))

    assert network.accepted == []
    assert state(begin, asked) is SmsState.UNCERTAIN


def test_an_emergency_leaves_after_stop_and_stop_does_not_wait_for_it(
    begin: UnitOfWork, network: TwilioDouble
) -> None:
    network.reset()
    network.script([accept(delay=0.2)])
    sms = write(begin, "Appelez le 18", Purpose.EMERGENCY)
    worker = sending(begin, network)
    sent = threading.Thread(target=lambda: asyncio.run(worker.job(sms)))
    sent.start()
    while state(begin, sms) is SmsState.QUEUED:
        threading.Event().wait(0.01)

    stop(begin)

    assert state(begin, sms) is SmsState.SENDING
    sent.join()
    assert [m.body for m in network.accepted] == ["Appelez le 18"]


@pytest.mark.parametrize("number", ["+33559438654", "+33937000001", "+33801000000"])
def test_a_landline_is_never_posted_and_says_why(
    begin: UnitOfWork, network: TwilioDouble, number: str
) -> None:
    network.reset()
    sms = write(begin, "Bonjour", contact=number)

    asyncio.run(sending(begin, network).job(sms))

    assert network.accepted == []
    with begin() as session:
        failed = session.get_one(Sms, sms)
        assert (failed.state, failed.error) == (SmsState.FAILED, "sms-unreachable 21614")


def test_the_silence_of_who_is_erased_is_kept_without_their_number(begin: UnitOfWork) -> None:
    stop(begin)

    with begin() as session:
        outbox.forget(session, channel="sms", contact=TENANT)

    with begin() as session:
        kept = session.exec(select(OptOut)).one()
        assert TENANT[3:] not in kept.contact + kept.words
        assert outbox.is_opted_out(session, channel="sms", contact=TENANT)
        assert not outbox.is_opted_out(session, channel="sms", contact=OTHER)
        outbox.opt_in(session, channel="sms", contact=TENANT)
    with begin() as session:
        assert not outbox.is_opted_out(session, channel="sms", contact=TENANT)
