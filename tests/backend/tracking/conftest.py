"""The follow-up's pages on a real database, a browser without scripts."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

import httpx
import pytest
from fastapi import FastAPI
from sqlmodel import Session

from backend.config import Settings
from backend.db import UnitOfWork
from backend.i18n import translator
from backend.pages import tracking_details
from backend.pages.views import Views, environment
from backend.sollicitations import codes
from backend.sollicitations.models import Sollicitation, SollicitationEvent
from backend.tracking.door import Door
from tests.backend.conversations.people import NOW

PHONE = "+33639981212"
SECRET = "fuite sous l'évier, bâtiment B"


@dataclass
class Clock:
    now: datetime = NOW

    def __call__(self) -> datetime:
        return self.now


@dataclass
class Visitor:
    """Somebody at one address; several processes may serve them."""

    app: FastAPI
    address: str = "192.0.2.1"
    proof: str = field(default="", init=False)

    def post(self, step: str = "", **fields: str) -> httpx.Response:
        async def send() -> httpx.Response:
            transport = httpx.ASGITransport(self.app, client=(self.address, 1))
            async with httpx.AsyncClient(transport=transport, base_url="http://loge") as client:
                return await client.post(f"/suivi/details{step}", data=fields)

        return asyncio.run(send())

    def open(self, code: str, digits: str) -> httpx.Response:
        answer = self.post(code=code, digits=digits)
        _, _, rest = answer.text.partition('name="proof" value="')
        self.proof = rest.partition('"')[0]
        return answer


def pages(begin: UnitOfWork, clock: Clock, **settings: str) -> FastAPI:
    """One web process."""
    app = FastAPI()
    door = Door(Settings(signing_key="k", _env_file=None, **settings), begin, clock)
    app.include_router(
        tracking_details.router(
            views=Views(environment(), translator),
            door=door,
            rescue=lambda text, _: "Appelez le 18." if "gaz" in text else "",
            links=[],
        )
    )
    return app


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def visitor(begin: UnitOfWork, clock: Clock) -> Visitor:
    return Visitor(pages(begin, clock))


def file(session: Session, **given: object) -> Sollicitation:
    filed = Sollicitation(
        code=codes.draw(),
        category="plomberie",
        description=SECRET,
        address="12 rue des Acacias, Pau",
        contact_name="Mme Lafont",
        opened_at=NOW,
        updated_at=NOW,
        **{"landlord": "office64", "contact_phone": PHONE, **given},
    )
    session.add(filed)
    session.flush()
    session.add(
        SollicitationEvent(sollicitation_id=filed.id or 0, at=NOW, by="bot", to_state=filed.state)
    )
    return filed


Filing = Callable[..., Sollicitation]


@pytest.fixture
def filed(begin: UnitOfWork) -> Filing:
    def make(**given: object) -> Sollicitation:
        with begin() as session:
            return file(session, **given)

    return make
