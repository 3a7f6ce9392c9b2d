"""Streams of a feed, told to and read."""

import asyncio
from collections.abc import Callable
from contextlib import suppress

from backend.db import UnitOfWork
from backend.feed import service
from backend.feed.hub import Hub, Whole
from backend.feed.models import FeedEvent


def tell(begin: UnitOfWork, numbers: range) -> None:
    """Publish several events in each unit of work, every other one on another topic."""
    for number in numbers:
        with begin() as session:
            service.publish(session, "mine", "said", {"n": number})
            service.publish(session, "theirs", "said", {"n": number})
            service.publish(session, "mine", "state", {"n": number})


async def read(
    hub: Hub,
    topic: str,
    last: int,
    count: int,
    whole: Whole | None = None,
    *,
    then: Callable[[], None] = lambda: None,
) -> list[FeedEvent]:
    """Read so many events of a topic after the last one; do something after the first."""
    running, seen = asyncio.create_task(hub.run()), []
    async with asyncio.timeout(30):
        async for event in hub.stream(topic, last, whole):
            if not seen:
                acting = asyncio.create_task(asyncio.to_thread(then))
            seen.append(event)
            if len(seen) == count:
                break
        await acting
    running.cancel()
    with suppress(asyncio.CancelledError):
        await running
    return seen
