"""The built-in network can be broken as Twilio breaks, and nothing is lost or sent twice."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import select

from backend.conversations import service
from backend.conversations.models import Author
from backend.conversations.writing import reply
from backend.db import UnitOfWork
from backend.outbox import service as outbox
from backend.outbox.models import Purpose, SimulatedSms, Sms, SmsState, Trouble
from backend.outbox.sending import Sending
from backend.outbox.simulator import Simulator, break_network, trouble_of
from backend.replies import Act, Utterance

PHONE = "+33639980013"


def written(begin: UnitOfWork) -> int:
    moment = datetime.now(UTC)
    with begin() as session:
        talk = service.open_sms(session, contact=PHONE, landlord="office64", now=moment)
        said = [Utterance(Act.SMALLTALK, text="Bonjour")]
        reply(
            session, talk, said, author=Author.BOT, inbound_id=None,
            purpose=Purpose.REPLY, now=moment,
        )  # fmt: skip
        return session.exec(select(Sms.id)).one() or 0


def set_to(begin: UnitOfWork, trouble: Trouble) -> None:
    with begin() as session:
        break_network(session, PHONE, trouble)


def run(begin: UnitOfWork, sms: int) -> SmsState:
    sending = Sending(begin, Simulator(begin), settle_time=timedelta(0))
    asyncio.run(sending.job(sms))
    with begin() as session:
        return session.get_one(Sms, sms).state


def arrived(begin: UnitOfWork) -> Sequence[str]:
    with begin() as session:
        return session.exec(select(SimulatedSms.body)).all()


@pytest.mark.parametrize("trouble", [Trouble.BUSY, Trouble.DOWN])
def test_what_is_refused_for_now_leaves_once_the_network_is_mended(
    begin: UnitOfWork, trouble: Trouble
) -> None:
    sms = written(begin)
    set_to(begin, trouble)
    broken = run(begin, sms), list(arrived(begin))

    set_to(begin, Trouble.NONE)

    assert broken[0] in (SmsState.QUEUED, SmsState.SENDING)
    assert broken[1] == []
    assert run(begin, sms) is SmsState.SENT
    assert arrived(begin) == ["Bonjour"]


def test_what_is_taken_without_an_answer_is_found_and_not_sent_again(begin: UnitOfWork) -> None:
    sms = written(begin)
    set_to(begin, Trouble.NO_ANSWER)

    states = [run(begin, sms) for _ in range(2)]

    assert states == [SmsState.SENDING, SmsState.SENT]
    assert arrived(begin) == ["Bonjour"]


@pytest.mark.parametrize("trouble", [Trouble.OPTED_OUT, Trouble.LANDLINE])
def test_what_can_never_arrive_fails_and_says_why(begin: UnitOfWork, trouble: Trouble) -> None:
    sms = written(begin)
    set_to(begin, trouble)

    assert run(begin, sms) is SmsState.FAILED

    with begin() as session:
        silent = outbox.is_opted_out(session, channel="sms", contact=PHONE)
        assert silent == (trouble is Trouble.OPTED_OUT)
        assert trouble_of(session, PHONE) is trouble
