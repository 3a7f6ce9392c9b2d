"""A person takes over in the middle of a bot's turn: the bot says and writes nothing from then on.

What is committed in which order is read in the feed, whose ids follow the commits.
"""

import random
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from threading import Barrier

import pytest
from sqlalchemy import text
from sqlmodel import Session, col, select

from backend.conversations import ownership, service
from backend.conversations.answering import Leased
from backend.conversations.errors import StaleTurn
from backend.conversations.models import Author, Channel, Conversation, Message, State
from backend.db import UnitOfWork
from backend.feed.models import FeedEvent
from backend.feed.service import publish
from backend.outbox.models import Sms
from backend.replies import Act, Outcome, Utterance
from tests.backend.conversations.people import KNOWS, NOW, agent
from tests.backend.conversations.test_service import LEASE

TIMES, ACTIONS = 100, 2
SAID = Outcome((Utterance(Act.ANSWER, text="Bonjour"),))
WROTE = "wrote"


def opened(begin: UnitOfWork, channel: Channel, number: int) -> str:
    with begin() as session:
        if channel is Channel.SMS:
            contact = f"+336399800{number:02d}"
            return service.open_sms(session, contact=contact, landlord="office64", now=NOW).id
        return service.open_web(session, landlord="office64", language="fr", now=NOW)[0].id


def leased(begin: UnitOfWork, conversation: str) -> Leased:
    with begin() as session:
        inbound = service.receive(
            session, conversation, "bonjour", provider_id=conversation, knows=KNOWS, now=NOW
        ).inbound_id
    with begin() as session:
        found = service.lease(session, inbound, now=NOW, duration=LEASE)
    assert found is not None
    return found


def at_some_moment(session: Session) -> None:
    session.execute(text("SELECT pg_sleep(:s)"), {"s": random.random() / 200})


def answers(begin: UnitOfWork, turn: Leased, ready: Barrier) -> None:
    """A turn: its actions write, each in a unit of work, then its reply."""

    def writes(session: Session) -> Outcome:
        publish(session, "probe", WROTE, {"conversation": turn.turn.conversation})
        at_some_moment(session)
        return SAID

    ready.wait()
    with suppress(StaleTurn):
        for number in range(ACTIONS):
            with begin() as session:
                at_some_moment(session)
                service.perform(session, f"action {number}", turn.turn, writes, once=True)
        with begin() as session:
            at_some_moment(session)
            service.settle(session, turn, SAID, now=NOW)


def takes_over(begin: UnitOfWork, conversation: str, who: int, ready: Barrier) -> None:
    ready.wait()
    with begin() as session:
        for _ in range(random.randrange(4)):
            at_some_moment(session)
        ownership.claim(session, conversation, agent_id=who, now=NOW)


def told(begin: UnitOfWork, conversation: str) -> Sequence[str]:
    """What was committed, in order: a write of an action, a word of the bot, the take-over."""
    names: dict[str, Callable[[FeedEvent], str]] = {
        "message": lambda one: f"said by {one.payload.get('author')}",
        "state": lambda one: f"state {one.payload['state']}",
    }
    with begin() as session:
        found = session.exec(select(FeedEvent).order_by(col(FeedEvent.id))).all()
    own = [one for one in found if one.topic == f"conversation:{conversation}" or (
        one.topic == "probe" and one.payload["conversation"] == conversation)]  # fmt: skip
    return [names.get(one.kind, lambda one: one.kind)(one) for one in own]


@pytest.mark.parametrize("channel", list(Channel))
def test_after_the_take_over_no_bot_s_word_and_no_action_s_write_is_committed(
    channel: Channel, begin: UnitOfWork
) -> None:
    with begin() as session:
        who = agent(session)
    orders = set()
    with ThreadPoolExecutor(2) as pool:
        for number in range(TIMES):
            conversation = opened(begin, channel, number)
            turn, ready = leased(begin, conversation), Barrier(2)
            running = [
                pool.submit(answers, begin, turn, ready),
                pool.submit(takes_over, begin, conversation, who, ready),
            ]
            for one in running:
                one.result()
            order = told(begin, conversation)
            before, _, after = "|".join(order).partition("state agent")
            assert "said by bot" not in after, order
            assert WROTE not in after, order
            orders.add(before.count(WROTE))
            with begin() as session:
                assert session.get_one(Conversation, conversation).state is State.AGENT
    # The person came at every moment: before a write, between two, and after the last.
    assert orders == {0, 1, 2}
    with begin() as session:
        replies = session.exec(select(Message).where(Message.author == Author.BOT)).all()
        sent = session.exec(select(Sms)).all()
    assert len(sent) == (len(replies) if channel is Channel.SMS else 0)
