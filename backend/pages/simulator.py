"""`/dev/sms`: a telephone on a page, on the very same path as real SMS."""

import asyncio
import re
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, Literal, Protocol
from urllib.parse import urlencode

from anyio import to_thread
from fastapi import APIRouter, Form, Query
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from fastapi.sse import EventSourceResponse, ServerSentEvent
from sqlmodel import Session

from backend.db import SessionDep, UnitOfWork
from backend.outbox.models import Trouble
from backend.pages.views import Views, chosen_language
from channels.errors import InvalidNumber
from channels.phone import normalise
from channels.sms.text import measure

NUMBERS = tuple(f"+336399800{end:02d}" for end in (1, 2, 3, 4, 5, 6))
"""Telephones that the page offers; any number of the demonstration's range may be typed."""
_DEMONSTRATION = re.compile(r"\+3363998\d{4}")
_SHOWN = 100
_LONGEST = 1600


@dataclass(frozen=True)
class PhoneMessage:
    """A message as its telephone sees it: `sent` by it, or `received`; newest state."""

    id: str
    direction: Literal["sent", "received"]
    body: str
    at: datetime
    state: str


class Simulator(Protocol):
    """The telephone network of the demonstration."""

    async def send(self, number: str, body: str) -> None:
        """Deliver an SMS of that telephone, signed, by the inbound path."""

    def messages(self, session: Session, number: str, limit: int) -> Sequence[PhoneMessage]:
        """Return the telephone's last messages, oldest first."""

    def trouble(self, session: Session, number: str) -> Trouble:
        """Return how the telephone's network is broken."""

    def break_network(self, session: Session, number: str, trouble: Trouble) -> None:
        """Break the telephone's network, or mend it."""


def telephone(asked: str) -> str:
    """Return the demonstration's number that was asked for; the first one for any other."""
    try:
        number = normalise(asked)
    except InvalidNumber:
        return NUMBERS[0]
    return number if _DEMONSTRATION.fullmatch(number) else NUMBERS[0]


def in_pairs(number: str) -> str:
    """Return a French number as it is read: 06 39 98 00 01."""
    return " ".join(re.findall("..", "0" + number.removeprefix("+33")))


def shown(message: PhoneMessage) -> dict[str, Any]:
    """Return what the page shows of a message, its price in segments included."""
    cost = measure(message.body)
    return {
        "id": message.id,
        "direction": message.direction,
        "body": message.body,
        "at": message.at.isoformat(),
        "state": message.state,
        "segments": cost.segments,
        "encoding": cost.encoding.value,
    }


async def changes(
    simulator: Simulator,
    begin: UnitOfWork,
    number: str,
    pause: float = 0.7,
) -> AsyncIterator[dict[str, Any]]:
    """Yield each message once, and again when its state changes."""
    known: dict[str, str] = {}

    def read() -> Sequence[PhoneMessage]:
        with begin() as session:
            return simulator.messages(session, number, _SHOWN)

    while True:
        for message in await to_thread.run_sync(read):
            if known.get(message.id) != message.state:
                known[message.id] = message.state
                yield shown(message)
        await asyncio.sleep(pause)


def router(
    *,
    views: Views,
    simulator: Simulator,
    begin: UnitOfWork,
    links: Sequence[tuple[str, str]],
) -> APIRouter:
    """Return the simulator's routes; not included at all when a Twilio account is configured."""
    routes = APIRouter(prefix="/dev/sms", include_in_schema=False)

    @routes.get("")
    def page(session: SessionDep, number: str = "", language: str | None = None) -> HTMLResponse:
        chosen = telephone(number)
        return views.page(
            "simulator.html",
            language=chosen_language(language),
            links=links,
            here="/dev/sms",
            number=chosen,
            numbers=[(one, in_pairs(one)) for one in dict.fromkeys((*NUMBERS, chosen))],
            messages=[shown(m) for m in simulator.messages(session, chosen, _SHOWN)],
            trouble=simulator.trouble(session, chosen),
            troubles=troubles(views.texts(chosen_language(language))),
            texts=simulator_texts(views, chosen_language(language)),
        )

    @routes.post("/send")
    async def send(
        number: Annotated[str, Form(alias="from")],
        body: Annotated[str, Form(max_length=_LONGEST)],
        language: Annotated[str | None, Form()] = None,
    ) -> Response:
        chosen = telephone(number)
        if body.strip():
            await simulator.send(chosen, body)
        query = urlencode({"number": chosen, "language": chosen_language(language)})
        return RedirectResponse(f"/dev/sms?{query}", 303)

    @routes.post("/network")
    def network(
        session: SessionDep,
        number: Annotated[str, Form()],
        trouble: Annotated[Trouble, Form()],
        language: Annotated[str | None, Form()] = None,
    ) -> Response:
        chosen = telephone(number)
        simulator.break_network(session, chosen, trouble)
        query = urlencode({"number": chosen, "language": chosen_language(language)})
        return RedirectResponse(f"/dev/sms?{query}", 303)

    @routes.get("/events", response_class=EventSourceResponse)
    async def events(
        number: Annotated[str, Query()] = "",
    ) -> AsyncIterator[ServerSentEvent]:
        async for message in changes(simulator, begin, telephone(number)):
            yield ServerSentEvent(event="message", data=message)

    return routes


def troubles(_: Callable[[str], str]) -> dict[Trouble, str]:
    """Return how a telephone's network can be broken, in words."""
    return {
        Trouble.NONE: _("tout va bien"),
        Trouble.NO_ANSWER: _("prend le message, mais ne répond plus"),
        Trouble.BUSY: _("trop de messages à la fois (429)"),
        Trouble.DOWN: _("en panne (500)"),
        Trouble.OPTED_OUT: _("cette personne a dit STOP à l’opérateur (21610)"),
        Trouble.LANDLINE: _("ligne fixe (21614)"),
    }


def simulator_texts(views: Views, language: str) -> dict[str, str]:
    """Return what the telephone's script shows."""
    _ = views.texts(language)
    return {
        "segments": _("{n} SMS, {encoding}"),
        "queued": _("en attente"),
        "sending": _("en cours d’envoi"),
        "sent": _("envoyé"),
        "delivered": _("remis"),
        "undelivered": _("non remis"),
        "failed": _("échec"),
        "uncertain": _("incertain"),
        "suppressed": _("retenu (STOP)"),
        "refused": _("Ce message n’a pas pu être envoyé."),
        "lost": _("La connexion est coupée, nous essayons de la rétablir."),
    }
