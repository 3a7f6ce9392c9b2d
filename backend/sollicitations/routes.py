"""What the public may ask about a sollicitation: where it stands, by its code."""

from datetime import datetime, timedelta
from typing import Annotated

from fastapi import APIRouter, Path, Request
from pydantic import BaseModel, ConfigDict

from backend.db import SessionDep
from backend.error_handlers import errors
from backend.errors import TooManyRequests
from backend.limits import RateLimit
from backend.sollicitations import service
from backend.sollicitations.service import SollicitationNotFound

router = APIRouter(prefix="/api/sollicitations", tags=["sollicitations"])

# Guesses that one address may make. A code holds fifty random bits: at this pace, a guess that
# finds one of a hundred thousand requests takes years.
GUESSES = RateLimit(600, timedelta(minutes=1))


class StepRead(BaseModel):
    """A state that was reached, and when."""

    model_config = ConfigDict(from_attributes=True)

    state: str
    at: datetime


class SollicitationRead(BaseModel):
    """What a code alone may show."""

    model_config = ConfigDict(from_attributes=True)

    code: str
    state: str
    category: str
    opened_at: datetime
    updated_at: datetime
    history: list[StepRead]


@router.get("/{code:path}", responses=errors(SollicitationNotFound, TooManyRequests))
def read(code: Annotated[str, Path()], request: Request, session: SessionDep) -> SollicitationRead:
    """Tell where a sollicitation stands; nothing of its tenant."""
    try:
        return SollicitationRead.model_validate(service.public_view(session, code))
    except SollicitationNotFound:
        GUESSES.count(request.client.host if request.client else "")
        raise
