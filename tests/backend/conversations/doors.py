"""A door of the application, asked by a test that does not wait by itself."""

import asyncio
from typing import Any

import httpx
from fastapi import FastAPI
from sqlmodel import Session, select

from backend.conversations.models import Author, Message


class Door:
    """Posts to an application that runs in this process."""

    def __init__(self, app: FastAPI, base: str) -> None:
        self._http = httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=base)
        self.runner = asyncio.Runner()

    def send(self, address: str, **more: Any) -> httpx.Response:
        """Post something; return the answer."""
        return self.runner.run(self._http.post(address, **more))

    def close(self) -> None:
        """Leave."""
        self.runner.run(self._http.aclose())
        self.runner.close()


def written(session: Session) -> list[str]:
    """What tenants said, in order."""
    found = select(Message).where(Message.author == Author.TENANT).order_by("id")
    return [message.text for message in session.exec(found)]
