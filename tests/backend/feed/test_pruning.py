"""What every stream has passed is deleted; who comes back later is told everything anew, once."""

import asyncio
from datetime import timedelta
from functools import partial

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import Session, col, delete, select, update

from backend.clock import now
from backend.console import desk
from backend.conversations import streams
from backend.conversations.writing import QUEUE_TOPIC, topic_of
from backend.db import UnitOfWork, plain_url
from backend.feed import service
from backend.feed.hub import Hub
from backend.feed.models import FeedEvent
from backend.feed.pruning import Pruning
from tests.backend.conversations.people import say, web
from tests.backend.feed.streams import read, tell

KEPT = timedelta(days=2)
Seen = list[tuple[str, object]]


def prune(begin: UnitOfWork, *, later: timedelta = KEPT + timedelta(hours=1)) -> None:
    """Let the job run at another time."""
    asyncio.run(Pruning(begin, KEPT, clock=lambda: now() + later).run())


def ids(begin: UnitOfWork) -> list[int]:
    with begin() as session:
        return [one or 0 for one in session.exec(select(FeedEvent.id).order_by(col(FeedEvent.id)))]


def said(_: Session) -> list[FeedEvent]:
    return [
        FeedEvent(topic="mine", kind=kind, payload={"n": 0}, created_at=now())
        for kind in ("all", "of it")
    ]


def kinds(seen: list[FeedEvent]) -> Seen:
    return [(one.kind, one.payload["n"]) for one in seen]


def test_what_is_young_stays_and_what_is_old_goes_but_the_newest(begin: UnitOfWork) -> None:
    tell(begin, range(4))
    before = ids(begin)

    prune(begin, later=timedelta(hours=1))
    assert ids(begin) == before
    prune(begin)
    assert ids(begin) == before[-1:]
    prune(begin)
    assert ids(begin) == before[-1:]


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.booleans(), min_size=1, max_size=12), st.integers(1, 12))
def test_whatever_the_clocks_say_only_a_beginning_is_deleted(
    begin: UnitOfWork, old: list[bool], most: int
) -> None:
    with begin() as session:
        session.execute(delete(FeedEvent))
    tell(begin, range(len(old)))
    every = ids(begin)
    with begin() as session:
        for number, is_old in zip(every, old, strict=False):
            aged = update(FeedEvent).where(col(FeedEvent.id) == number)
            session.execute(aged.values(created_at=now() - 2 * KEPT if is_old else now()))
        told = service.prune(session, before=now() - KEPT, most=most)

    left = ids(begin)
    gone = every[: len(every) - len(left)]
    assert left == every[told:]
    assert all(old[every.index(number)] for number in gone)
    with begin() as session:
        for last in (0, *every):
            assert service.is_pruned(session, last) is (last < left[0] - 1)


def test_a_stream_that_comes_back_after_the_pruning_is_told_everything_then_what_is_new(
    begin: UnitOfWork, database_url: str
) -> None:
    tell(begin, range(5))
    last = ids(begin)[2]
    prune(begin)
    hub = Hub(begin, plain_url(database_url))

    seen = asyncio.run(read(hub, "mine", last, 6, said, then=lambda: tell(begin, range(5, 7))))

    assert kinds(seen) == [
        ("all", 0),
        ("of it", 0),
        ("said", 5),
        ("state", 5),
        ("said", 6),
        ("state", 6),
    ]
    assert seen[0].id is None
    assert seen[1].id == last + 12


def test_who_comes_back_to_the_end_of_what_was_told_whole_is_told_the_rest_only(
    begin: UnitOfWork, database_url: str
) -> None:
    tell(begin, range(3))
    prune(begin)
    newest = ids(begin)[-1]
    tell(begin, range(3, 4))
    hub = Hub(begin, plain_url(database_url))

    seen = asyncio.run(read(hub, "mine", newest, 2, said))

    assert kinds(seen) == [("said", 3), ("state", 3)]


def test_a_conversation_is_told_from_its_messages_where_its_events_are_gone(
    begin: UnitOfWork, database_url: str
) -> None:
    talk = web(begin)
    for number in range(3):
        say(begin, talk, f"message {number}", str(number))
    tell(begin, range(1))
    prune(begin)
    whole = partial(streams.whole, conversation_id=talk.id)
    hub = Hub(begin, plain_url(database_url))

    seen = asyncio.run(
        read(hub, topic_of(talk.id), 0, 5, whole, then=lambda: say(begin, talk, "message 3", "3"))
    )

    texts = [one.payload["text"] for one in seen if one.kind == "message"]
    assert texts == [f"message {number}" for number in range(4)]
    assert (seen[3].kind, seen[3].payload["state"]) == ("state", "bot")


def test_a_desk_that_comes_back_looks_at_its_lists_and_its_conversation(
    begin: UnitOfWork, database_url: str
) -> None:
    tell(begin, range(2))
    prune(begin)
    hub = Hub(begin, plain_url(database_url))

    [seen] = asyncio.run(read(hub, QUEUE_TOPIC, 1, 1, partial(desk._look_again, open_id="a-talk")))

    told = list(desk._told(seen, by_name=True))
    assert [one.event for one in told] == ["desk", "conversation-a-talk"]
    assert {one.id for one in told} == {str(ids(begin)[-1])}
