"""The loopback route on which Rasa calls the actions: no third server, no second API."""

import hmac
import ipaddress
from typing import Any, Protocol

import structlog
from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse
from rasa_sdk.interfaces import ActionExecutionRejection, ActionNotFoundException

from backend.errors import Forbidden

log = structlog.get_logger(__name__)
PATH = "/internal/rasa/actions"
KEY_HEADER = "X-Loge-Service-Key"


class Executor(Protocol):
    """Runs the action that Rasa names (rasa-sdk's ActionExecutor)."""

    async def run(self, action_call: dict[str, Any]) -> Any: ...


class NotRasa(Forbidden):
    """The caller is not the Rasa of this deployment."""

    type = "not-rasa"

    def __init__(self) -> None:
        super().__init__("Only this deployment's Rasa may call an action.")


def router(executor: Executor, service_key: str) -> APIRouter:
    """Return the route; without a key of this deployment, nobody is let in."""
    routes = APIRouter(include_in_schema=False)

    @routes.post(PATH)
    async def act(request: Request) -> JSONResponse:
        _check(request, service_key)
        # Rasa sends no domain to an action that wants none; rasa-sdk takes that for a mistake.
        call = {"domain": {}} | await request.json()
        try:
            result = await executor.run(call)
        except ActionExecutionRejection as error:
            return _refusal(400, str(error), error.action_name)
        except ActionNotFoundException as error:
            log.error("unknown action", action=error.action_name)
            return _refusal(404, str(error), error.action_name)
        return JSONResponse(result.model_dump() if result is not None else {})

    return routes


def _check(request: Request, service_key: str) -> None:
    given = request.headers.get(KEY_HEADER, "")
    known = bool(service_key) and hmac.compare_digest(given.encode(), service_key.encode())
    if not (known and _is_loopback(request)):
        raise NotRasa


def _is_loopback(request: Request) -> bool:
    try:
        return request.client is not None and ipaddress.ip_address(request.client.host).is_loopback
    except ValueError:
        return False


def _refusal(status: int, error: str, action: str) -> JSONResponse:
    return JSONResponse({"error": error, "action_name": action}, status)
