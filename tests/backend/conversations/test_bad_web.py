"""Whatever is written in the chat: kept as words, shown as words, obeyed where it is STOP."""

import json
from collections.abc import Iterator

import httpx
import pytest
from fastapi import FastAPI
from sqlmodel import Session

from backend import error_handlers
from backend.conversations.routes import router
from backend.conversations.web import LONGEST_MESSAGE
from backend.db import UnitOfWork
from backend.outbox import service as outbox
from backend.safety import clean, escape_for_rasa
from tests.backend.conversations.doors import Door, written
from tests.backend.conversations.people import BASE, parts
from tests.backend.conversations.words import BLANK, DANGERS, STOPS, STOPS_BY_SMS, WORDS

HERE = "/api/webchat/conversations"


class Chat(Door):
    """Somebody in the chat, whose bot is away: what they say is kept all the same."""

    def __init__(self, begin: UnitOfWork, database_url: str) -> None:
        app = FastAPI()
        app.state.conversations = made = parts(begin, database_url)
        app.state.unit_of_work, app.state.lanes = begin, made.lanes
        error_handlers.install(app)
        app.include_router(router)
        super().__init__(app, BASE)
        opened = self._post(HERE, {"landlord": "office64"}).json()
        self.id, self._token = opened["conversation"], opened["token"]

    def say(self, text: str, *, client: str = "1") -> httpx.Response:
        return self._post(f"{HERE}/{self.id}/messages", {"text": text, "client_id": client})

    def _post(self, address: str, body: dict[str, str]) -> httpx.Response:
        """Send JSON in which every character is escaped, lone surrogates included."""
        token = getattr(self, "_token", "")
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        headers["Content-Type"] = "application/json"
        sent = json.dumps(body).encode()
        return self.send(address, content=sent, headers=headers)


@pytest.fixture
def chat(begin: UnitOfWork, database_url: str) -> Iterator[Chat]:
    made = Chat(begin, database_url)
    yield made
    made.close()


@pytest.mark.parametrize(
    "words",
    [*(one for one in WORDS if len(one) <= LONGEST_MESSAGE), "seul \ud800 ici"],
    ids=lambda words: ascii(words[:20]),
)
def test_any_words_are_kept_as_words_and_never_as_an_order_to_the_bot(
    chat: Chat, session: Session, capsys: pytest.CaptureFixture[str], words: str
) -> None:
    answer = chat.say(words)

    assert answer.status_code == 200
    assert answer.json()["replies"]
    assert written(session) == [clean(words)]
    assert not escape_for_rasa(clean(words)).startswith("/")
    logged = "".join(capsys.readouterr())
    assert words[:12] not in logged or len(words) < 6


@pytest.mark.parametrize("words", BLANK, ids=ascii)
def test_a_message_without_words_is_refused_and_not_kept(
    chat: Chat, session: Session, words: str
) -> None:
    assert chat.say(words).status_code == 422

    assert written(session) == []


def test_a_message_that_is_too_long_is_refused_and_not_kept(chat: Chat, session: Session) -> None:
    assert chat.say("a" * (LONGEST_MESSAGE + 1)).status_code == 413

    assert written(session) == []


@pytest.mark.parametrize("words", STOPS)
def test_stop_is_obeyed_and_confirmed_and_start_lifts_it(
    chat: Chat, session: Session, words: str
) -> None:
    [told] = chat.say(words).json()["replies"]
    stopped = outbox.is_opted_out(session, channel="web", contact=chat.id)
    chat.say("START", client="2")

    assert told["act"] == "optout"
    assert stopped
    assert not outbox.is_opted_out(session, channel="web", contact=chat.id)


@pytest.mark.parametrize("words", [*STOPS_BY_SMS, "STOPPEZ la fuite", "arrêtez le bruit"])
def test_what_is_no_stop_here_stops_nothing(chat: Chat, session: Session, words: str) -> None:
    chat.say(words)

    assert not outbox.is_opted_out(session, channel="web", contact=chat.id)


@pytest.mark.parametrize("words", DANGERS)
def test_a_danger_is_answered_with_the_bot_away(chat: Chat, words: str) -> None:
    assert chat.say(words).json()["replies"][0]["act"] == "emergency"
