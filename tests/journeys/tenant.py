"""A tenant at the web chat's interface, for the journeys."""

from typing import Any
from uuid import uuid4

import httpx

# Nothing is encrypted on the way to the machine itself, and to read the authorities' certificates
# takes more processor time than the turn.
PATIENTLY: dict[str, Any] = {"timeout": 60, "trust_env": False, "verify": False}


class Tenant:
    """One conversation of somebody who writes to their landlord."""

    def __init__(self, base: str, *, landlord: str | None = "office64") -> None:
        self._conversations = f"{base}/api/webchat/conversations"
        opened = self.open({"landlord": landlord} if landlord else {})
        opened.raise_for_status()
        self.id, self.token = opened.json()["conversation"], opened.json()["token"]

    def open(self, body: dict[str, str]) -> httpx.Response:
        """Open the conversation; return the whole answer."""
        return httpx.post(self._conversations, json=body, **PATIENTLY)

    def post(self, text: Any, *, client_id: str | None = None) -> httpx.Response:
        """Send a message; return the whole answer."""
        body = {"text": text, "client_id": client_id or uuid4().hex}
        return self.post_raw(json=body)

    def post_raw(self, *, token: str | None = None, **body: Any) -> httpx.Response:
        """Send any body as a message, with the conversation's token or another one."""
        bearer = f"Bearer {self.token if token is None else token}".strip().encode()
        where = f"{self._conversations}/{self.id}/messages"
        headers = {"Authorization": bearer, "Content-Type": b"application/json"}
        return httpx.post(where, headers=headers, **body, **PATIENTLY)

    def say(self, text: str) -> dict[str, Any]:
        """Send a message; return the contract's body."""
        answer = self.post(text)
        assert answer.status_code == 200, answer.text
        body: dict[str, Any] = answer.json()
        return body

    def acts(self, text: str) -> list[str]:
        """Send a message; return what the replies do."""
        return [reply["act"] for reply in self.say(text)["replies"]]


def code_in(body: dict[str, Any]) -> str:
    """Return the tracking code that an answer gave; "" when it gave none."""
    codes = [(reply.get("sollicitation") or {}).get("code") for reply in body["replies"]]
    return next((code for code in codes if code), "")


KNOWN = {
    "address": "12 rue des Tilleuls, Anglet",
    "name": "Mme Durand",
    "phone": "06 39 98 11 22",
    "since": "depuis hier",
    "description": "l'eau coule sous l'évier",
    "confirm": "oui",
}


def answer_form(tenant: Tenant, problem: str, *, until: str = "") -> dict[str, Any]:
    """Report a problem and answer what the form asks, up to one question or to its end."""
    body = tenant.say(problem)
    for _ in range(12):
        asked = [reply["asks"] for reply in body["replies"] if reply.get("asks")]
        if not asked or asked[-1] == until:
            break
        body = tenant.say(KNOWN.get(asked[-1], "passer"))
    return body


def file_a_request(tenant: Tenant, problem: str = "j'ai une fuite sous l'évier") -> str:
    """Report a problem and answer the whole form; return the code."""
    return code_in(answer_form(tenant, problem))
