"""Whether the web process serves, and whether a tenant's message would get the bot's answer."""

from typing import Any

from anyio import to_thread
from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from backend.composition import Core

router = APIRouter(tags=["health"])


@router.get("/healthz")
async def healthz() -> dict[str, str]:
    """Answer as soon as the process serves."""
    return {"status": "ok"}


@router.get("/readyz", response_model=None)
async def readyz(request: Request) -> JSONResponse:
    """Answer 200 when a message would be answered, else 503 with the name of what fails."""
    core: Core = request.app.state.core
    failing = [] if await to_thread.run_sync(_database_answers, core) else ["database"]
    if not await core.rasa.ready():
        failing.append("rasa")
    body: dict[str, Any] = {"status": "failing" if failing else "ready", "failing": failing}
    return JSONResponse(body, 503 if failing else 200)


def _database_answers(core: Core) -> bool:
    try:
        with core.begin() as session:
            session.execute(text("SELECT 1 FROM alembic_version"))
    except SQLAlchemyError:
        return False
    return True
