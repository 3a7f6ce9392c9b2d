"""What the routes of the conversations are given by the composition root."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Annotated, TypeVar

from anyio import to_thread
from fastapi import Depends, Query, Request, Security
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from sqlmodel import Session

from backend.config import Settings
from backend.conversations import service
from backend.conversations.intake import Knows, Reader
from backend.conversations.turns import Turns
from backend.db import Lanes, UnitOfWork
from backend.feed.hub import Hub
from backend.limits import RateLimit

Result = TypeVar("Result")


@dataclass(frozen=True)
class Parts:
    """The running parts: one of each in a process."""

    settings: Settings
    begin: UnitOfWork
    lanes: Lanes
    turns: Turns
    hub: Hub
    knows: Knows
    landlords: frozenset[str]
    opening: RateLimit
    readers: Sequence[Reader] = ()

    async def unit(self, work: Callable[[Session], Result]) -> Result:
        """Run a short unit of work in a thread: the route itself waits for Rasa without one."""

        def run() -> Result:
            with self.begin() as session:
                return work(session)

        return await to_thread.run_sync(run, limiter=self.lanes.work)


async def parts_of(request: Request) -> Parts:
    """Return the parts of the running application."""
    found: Parts = request.app.state.conversations
    return found


PartsDep = Annotated[Parts, Depends(parts_of)]


_TOKEN = HTTPBearer(scheme_name="conversation", auto_error=False)


async def bearer(
    shown: Annotated[HTTPAuthorizationCredentials | None, Security(_TOKEN)] = None,
    token: Annotated[str, Query()] = "",
) -> str:
    """Return the conversation's token; a stream, which cannot send headers, has it in its query."""
    return shown.credentials.strip() if shown else token


Token = Annotated[str, Depends(bearer)]


async def opened(conversation_id: str, token: Token, parts: PartsDep) -> str:
    """Return the id of the conversation that the caller's token opens."""
    await parts.unit(lambda session: service.authenticate(session, conversation_id, token))
    return conversation_id


OpenedId = Annotated[str, Depends(opened)]
