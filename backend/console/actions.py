"""What an agent does to a conversation: take it, answer, give it back, end it."""

from collections.abc import Callable
from functools import partial
from typing import Annotated, TypeVar

from anyio import to_thread
from fastapi import APIRouter, BackgroundTasks, Form, Request, Response
from fastapi.responses import RedirectResponse
from sqlmodel import Session

from backend.agents.service import SignedIn
from backend.console import hand_back, queries, service
from backend.console.errors import ChangedMeanwhile, ConsoleRoute
from backend.console.identity import Sender
from backend.console.screens import Parts, PartsDep
from backend.conversations.errors import EmptyMessage, MessageTooLong, NotYours
from backend.conversations.models import State
from backend.db import Lanes, UnitOfWork
from backend.errors import AppError
from backend.handover import queue
from backend.handover.errors import AtCapacity, NotForYou

Result = TypeVar("Result")

_REFUSED: dict[type[AppError], str] = {
    AtCapacity: "at-capacity",
    NotForYou: "not-for-you",
    ChangedMeanwhile: "meanwhile",
    EmptyMessage: "empty",
    MessageTooLong: "too-long",
    NotYours: "not-yours",
}

router = APIRouter(
    prefix="/console/conversations", include_in_schema=False, route_class=ConsoleRoute
)


async def _unit(request: Request, work: Callable[[Session], Result]) -> Result:
    """Run one unit of work in a thread: Rasa is asked before or after, never inside."""
    begin: UnitOfWork = request.app.state.unit_of_work
    lanes: Lanes = request.app.state.lanes

    def run() -> Result:
        with begin() as session:
            return work(session)

    return await to_thread.run_sync(run, limiter=lanes.work)


def _told(
    request: Request, parts: Parts, known: SignedIn, conversation_id: str, name: str, who: str = ""
) -> Response:
    return parts.told(request, known, f"/console/conversations/{conversation_id}", name, who=who)


def _refused(
    request: Request, parts: Parts, known: SignedIn, conversation_id: str, error: AppError
) -> Response:
    return _told(request, parts, known, conversation_id, _REFUSED[type(error)])


@router.post("/{conversation_id}/claim")
async def claim(
    conversation_id: str,
    request: Request,
    parts: PartsDep,
    known: Sender,
    later: BackgroundTasks,
    seen: Annotated[State, Form()],
) -> Response:
    """Take the conversation; a colleague who was faster is named."""
    work = partial(
        service.claim,
        agent=known.agent,
        conversation_id=conversation_id,
        seen=seen,
        now=parts.clock(),
    )
    try:
        claimed = await _unit(request, work)
    except (ChangedMeanwhile, AtCapacity, NotForYou) as error:
        return _refused(request, parts, known, conversation_id, error)
    except NotYours:
        owner = await _unit(
            request,
            lambda session: queries.owner_name(
                session, known.agent, conversation_id, parts.clock()
            ),
        )
        return _told(
            request, parts, known, conversation_id, "taken" if owner else "meanwhile", who=owner
        )
    later.add_task(hand_back.note_arrival, parts.rasa, claimed)
    return _told(request, parts, known, conversation_id, "claimed")


@router.post("/next")
async def take_next(
    request: Request, parts: PartsDep, known: Sender, later: BackgroundTasks
) -> Response:
    """Take who has waited longest of those that the agent is offered, and open it."""
    here = "/console"
    work = partial(queue.next_for, agent_id=known.agent.id or 0, now=parts.clock())
    try:
        claimed = await _unit(request, work)
    except AtCapacity as error:
        return parts.told(request, known, here, _REFUSED[type(error)])
    if claimed is None:
        return parts.told(request, known, here, "nobody-waits")
    later.add_task(hand_back.note_arrival, parts.rasa, claimed)
    return RedirectResponse(f"{here}/conversations/{claimed.id}?notice=claimed", 303)


@router.post("/{conversation_id}/answer")
async def answer(
    conversation_id: str,
    request: Request,
    parts: PartsDep,
    known: Sender,
    text: Annotated[str, Form()] = "",
    client_id: Annotated[str, Form(max_length=64)] = "",
) -> Response:
    """Say something to the tenant, once however often the form is sent."""
    work = partial(
        service.answer,
        agent=known.agent,
        conversation_id=conversation_id,
        text=text,
        client_id=client_id,
        now=parts.clock(),
    )
    try:
        await _unit(request, work)
    except (EmptyMessage, MessageTooLong, NotYours) as error:
        return _refused(request, parts, known, conversation_id, error)
    return _told(request, parts, known, conversation_id, "sent")


@router.post("/{conversation_id}/typing")
async def typing(
    conversation_id: str, request: Request, parts: PartsDep, known: Sender
) -> Response:
    """Let the tenant see that somebody writes to them."""
    work = partial(
        service.types, agent=known.agent, conversation_id=conversation_id, now=parts.clock()
    )
    await _unit(request, work)
    return Response(status_code=204)


@router.post("/{conversation_id}/give-back")
async def give_back(
    conversation_id: str, request: Request, parts: PartsDep, known: Sender
) -> Response:
    """Return the conversation to the bot, which asks again what it was asking."""
    now = parts.clock()
    owned = partial(service.owned, agent=known.agent, conversation_id=conversation_id, now=now)
    try:
        conversation = await _unit(request, owned)
        question = await hand_back.open_question(parts.rasa, conversation)
        await _unit(
            request,
            partial(
                service.give_back,
                agent=known.agent,
                conversation_id=conversation_id,
                question=question,
                now=parts.clock(),
            ),
        )
    except NotYours as error:
        return _refused(request, parts, known, conversation_id, error)
    return _told(request, parts, known, conversation_id, "given-back")


@router.post("/{conversation_id}/finish")
async def finish(
    conversation_id: str, request: Request, parts: PartsDep, known: Sender
) -> Response:
    """End the conversation; a later message of the tenant opens another one."""
    work = partial(
        service.finish, agent=known.agent, conversation_id=conversation_id, now=parts.clock()
    )
    try:
        await _unit(request, work)
    except NotYours as error:
        return _refused(request, parts, known, conversation_id, error)
    return _told(request, parts, known, conversation_id, "finished")
