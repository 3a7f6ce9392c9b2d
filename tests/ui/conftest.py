"""A browser on the running product, and axe."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from pathlib import Path
from threading import Thread
from typing import Any

import httpx
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, expect

from backend.agents.demo import PASSWORD
from tests.servers import LiveServer

AXE = (Path(__file__).parents[1] / "vendor" / "axe.min.js").read_text(encoding="utf-8")
AGENT = "agent.bearn"
RULES = ["RGAAv4", "wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"]

# Two cores serve the product and the browser: patience is no part of what is tested.
expect.set_options(timeout=20_000)

Violations = Callable[[Page], list[str]]
NUMBERS = count(1)
AGENT, SUPERVISOR = "agent.bearn", "superviseur"


@pytest.fixture(scope="session")
def base_url(live: LiveServer) -> str:
    """Pages are named by their path: `page.goto("/chat")`."""
    return live.base


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    return browser_context_args | {
        "locale": "fr-FR",
        "timezone_id": "Europe/Paris",
        "viewport": {"width": 360, "height": 740},
    }


@pytest.fixture
def axe() -> Violations:
    """Return what axe finds wrong on a page, as "rule: element"."""

    def violations(page: Page) -> list[str]:
        found = Axe(AXE).run(page, options={"runOnly": RULES}).response["violations"]
        return [f"{rule['id']}: {node['html']}" for rule in found for node in rule["nodes"]]

    return violations


@pytest.fixture
def complaints(page: Page) -> list[str]:
    """Collect what the browser complains of: a refused script or style, an error in ours."""
    said: list[str] = []

    def hear(message: ConsoleMessage) -> None:
        if message.type == "error" and "Failed to load resource" not in message.text:
            said.append(message.text)

    page.on("console", hear)
    page.on("pageerror", lambda error: said.append(str(error)))
    return said


class LandlordsPage(BaseHTTPRequestHandler):
    """A page of another site, whose policy allows scripts and frames and nothing else."""

    html = ""
    policy = "default-src 'none'; script-src *; frame-src *; style-src 'self'"

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Security-Policy", self.policy)
        self.end_headers()
        self.wfile.write(self.html.encode())

    def log_message(self, *_: object) -> None:
        """Keep the test's output for the tests."""


@pytest.fixture
def site(browser: Browser) -> Iterator[Callable[[str], Page]]:
    """Open a page of another site, served from an origin of its own."""
    handler = type("ThisPage", (LandlordsPage,), {})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    Thread(target=server.serve_forever, daemon=True).start()
    context = browser.new_context(locale="fr-FR", viewport={"width": 1280, "height": 800})

    def opened(html: str) -> Page:
        handler.html = html
        page = context.new_page()
        page.goto(f"http://127.0.0.1:{server.server_port}/")
        return page

    yield opened
    context.close()
    server.shutdown()
    server.server_close()


@pytest.fixture
def desk(browser: Browser, base_url: str) -> Iterator[Callable[..., Page]]:
    """Sign somebody in at a wide screen."""
    contexts: list[BrowserContext] = []

    def signed_in(login: str = AGENT, **options: Any) -> Page:
        given = {"viewport": {"width": 1440, "height": 900}, "locale": "fr-FR", **options}
        contexts.append(browser.new_context(base_url=base_url, **given))
        page = contexts[-1].new_page()
        page.goto("/console/login")
        page.get_by_label("Identifiant").fill(login)
        page.get_by_label("Mot de passe").fill(PASSWORD)
        page.get_by_role("button", name="Se connecter").click()
        expect(page.get_by_role("heading", name="En attente")).to_be_visible()
        return page

    yield signed_in
    for context in contexts:
        context.close()


@dataclass
class Tenant:
    """Somebody who writes in the web chat, through its interface."""

    http: httpx.Client
    conversation: str
    token: str

    def say(self, text: str) -> list[dict[str, Any]]:
        """Send a message; return the bot's replies."""
        address = f"/api/webchat/conversations/{self.conversation}/messages"
        body = {"text": text, "client_id": str(next(NUMBERS))}
        answer = self.http.post(address, json=body, headers=self.headers)
        replies: list[dict[str, Any]] = answer.raise_for_status().json()["replies"]
        return replies

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}


@pytest.fixture
def tenant(live: LiveServer) -> Iterator[Callable[..., Tenant]]:
    """Let somebody open the chat of a landlord."""
    with httpx.Client(base_url=live.base, trust_env=False, timeout=30) as http:

        def opened(landlord: str = "office64") -> Tenant:
            answer = http.post("/api/webchat/conversations", json={"landlord": landlord})
            given = answer.raise_for_status().json()
            return Tenant(http, given["conversation"], given["token"])

        yield opened


def waits(tenant: Callable[..., Tenant], text: str) -> Tenant:
    """Somebody who told their problem and asked for a person."""
    somebody = tenant()
    somebody.say(text)
    somebody.say("je veux parler à un conseiller")
    return somebody


def open_talk(page: Page, somebody: Tenant) -> Any:
    page.goto(f"/console/conversations/{somebody.conversation}")
    return page.get_by_role("log")
