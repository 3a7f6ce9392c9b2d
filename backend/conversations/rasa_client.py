"""Rasa over HTTP: the words of a tenant go in, named responses come out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import httpx
from sqlalchemy import text
from sqlmodel import Session

from backend.replies import Turn

_MEMORY = 3.0

_CUT = text(
    """
    DELETE FROM rasa.events WHERE sender_id = :sender AND id >= (
        SELECT min(id) FROM rasa.events
        WHERE sender_id = :sender AND type_name = 'user'
          AND CAST(data AS jsonb) -> 'metadata' ->> 'inbound' = :inbound
    )
    """
)
# Rasa makes its table when it first starts.
_HAS_TRACKERS = text("SELECT to_regclass('rasa.events') IS NOT NULL")


class RasaUnavailable(Exception):
    """Rasa did not answer, in its time or at all; nothing is known of what it did."""


@dataclass(frozen=True)
class Interruption:
    """A form that was being filled: what it was asking, and its slots."""

    form: str
    asked: str
    slots: Mapping[str, Any]


class RasaClient:
    """Talks to the one Rasa server of this deployment, on loopback."""

    def __init__(self, url: str, token: str, *, timeout: float) -> None:
        # Sanic closes an idle connection after 5 s: one that is reused at that moment is lost with
        # the message in it, so ours are given up well before.
        limits = httpx.Limits(
            max_connections=256, max_keepalive_connections=32, keepalive_expiry=2.0
        )
        self._http = httpx.AsyncClient(
            base_url=url,
            limits=limits,
            timeout=httpx.Timeout(timeout, connect=1.0),
            params={"token": token},
            trust_env=False,
        )

    async def close(self) -> None:
        """Close the connections."""
        await self._http.aclose()

    async def ready(self) -> bool:
        """Whether Rasa answers and has its model."""
        try:
            answer = await self._http.get("/status", timeout=2.0)
        except httpx.HTTPError:
            return False
        return answer.status_code == httpx.codes.OK and bool(answer.json().get("model_file"))

    async def say(self, turn: Turn) -> Sequence[dict[str, Any]]:
        """Give Rasa a message; return the payloads of its replies, in order.

        Raises RasaUnavailable on any failure: the caller cannot know what Rasa has done.
        """
        message = {
            "sender": turn.conversation,
            "message": turn.text,
            "metadata": {
                "inbound": str(turn.inbound),
                "epoch": turn.epoch,
                "landlord": turn.landlord,
                "language": turn.language,
                "state": turn.state,
            },
        }
        try:
            answer = await self._http.post("/webhooks/rest/webhook", json=message)
            answer.raise_for_status()
            return [reply["custom"] for reply in answer.json() if "custom" in reply]
        except (httpx.HTTPError, ValueError, TypeError) as error:
            raise RasaUnavailable(type(error).__name__) from error

    async def interrupted(self, conversation: str) -> Interruption | None:
        """Return the form that waits for its answer in a conversation; None when none does.

        Raises RasaUnavailable.
        """
        told = await self._tracker("GET", conversation, "tracker")
        form = (told.get("active_loop") or {}).get("name")
        slots = told.get("slots") or {}
        asked = slots.get("requested_slot")
        return Interruption(form, asked, slots) if form and asked else None

    async def note(self, conversation: str, happened: str, epoch: int) -> None:
        """Write into Rasa's memory that a person came or went; no rule and no policy reads it.

        Raises RasaUnavailable.
        """
        metadata = {"happened": happened, "epoch": epoch}
        event = {"event": "agent", "text": happened, "metadata": metadata}
        await self._tracker("POST", conversation, "tracker/events", body=event)

    async def _tracker(
        self,
        method: str,
        conversation: str,
        path: str,
        *,
        body: dict[str, Any] | None = None,
    ) -> dict[str, Any]:
        address = f"/conversations/{quote(conversation, safe='')}/{path}"
        few = {"include_events": "NONE"}
        try:
            answer = await self._http.request(
                method, address, json=body, params=few, timeout=_MEMORY
            )
            answer.raise_for_status()
            told: dict[str, Any] = answer.json()
        except (httpx.HTTPError, ValueError) as error:
            raise RasaUnavailable(type(error).__name__) from error
        return told


def cut_tracker(session: Session, turn: Turn) -> None:
    """Take Rasa's memory of a conversation back to before this turn's message.

    A message said twice would count twice, and Rasa's own interface only ever adds events.
    """
    if session.execute(_HAS_TRACKERS).scalar_one():
        session.execute(_CUT, {"sender": turn.conversation, "inbound": str(turn.inbound)})
