"""What the public may ask about a sollicitation: where it stands, by its code."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Path, Request
from pydantic import BaseModel, ConfigDict

from backend.db import SessionDep
from backend.error_handlers import errors
from backend.errors import TooManyRequests
from backend.limits import Guesses
from backend.sollicitations import service
from backend.sollicitations.service import SollicitationNotFound

router = APIRouter(prefix="/api/sollicitations", tags=["sollicitations"])


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
    guesses: Guesses = request.app.state.guesses
    address = request.client.host if request.client else ""
    guesses.take(address)
    landlord = request.app.state.landlord or None
    found = SollicitationRead.model_validate(service.public_view(session, code, landlord))
    guesses.give_back(address)
    return found
