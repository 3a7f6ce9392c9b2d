"""Pages served alone, on a port of their own, where a test does not need the product."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn
from fastapi import FastAPI
from fastapi.staticfiles import StaticFiles

from backend import error_handlers
from backend.db import UnitOfWork
from backend.i18n import translator
from backend.pages.routes import CHAT_FILES, STATIC, WIDGET
from backend.pages.views import Views, environment
from tests.backend.conversations.people import parts


def pages(begin: UnitOfWork, database_url: str) -> tuple[FastAPI, Views]:
    """Return an application with the files of the pages, and what draws them."""
    app = FastAPI()
    app.state.conversations = parts(begin, database_url)
    error_handlers.install(app)
    app.mount(CHAT_FILES, StaticFiles(directory=WIDGET))
    app.mount("/static", StaticFiles(directory=STATIC))
    return app, Views(environment(roots={CHAT_FILES: WIDGET}), translator)


@contextmanager
def served(app: FastAPI) -> Iterator[str]:
    """Serve an application in this process; yield where."""
    listening = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(app, log_config=None, lifespan="off"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    server.should_exit = True
    thread.join(10)
