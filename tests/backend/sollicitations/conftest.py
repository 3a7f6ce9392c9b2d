"""A conversation with the form, as Rasa plays it, without Rasa."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count
from typing import Any

import pytest
from sqlmodel import Session

from backend.replies import Outcome, Turn, Utterance
from backend.sollicitations import service
from backend.sollicitations.form import EMPTY

NOW = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)
_inbounds = count(1000)


@dataclass
class Talk:
    """Opens the form with the first message, then hands it every other one until it is filed."""

    session: Session
    conversation: str = "c-1"
    landlord: str | None = "office64"
    language: str = "fr"
    state: str = "bot"
    channel: str = "sms"
    slots: dict[str, Any] = field(default_factory=lambda: dict(EMPTY))
    is_open: bool = False
    said: list[Utterance] = field(default_factory=list)

    def turn(self, text: str) -> Turn:
        """Return a new inbound message."""
        return Turn(
            next(_inbounds),
            self.conversation,
            1,
            self.landlord,
            self.language,
            self.state,
            text,
        )

    def report(self, text: str, intent: str = "report_autre", confidence: float = 0.9) -> Utterance:
        """Begin with a problem; returns the first question."""
        turn = self.turn(text)
        self._take(service.open_from(self.session, turn, self._known, intent, confidence))
        self.is_open = True
        return self._go_on(turn)

    @property
    def _known(self) -> dict[str, Any]:
        return self.slots | {"channel": self.channel}

    def say(self, text: str, intent: str = "inform", confidence: float = 0.6) -> Utterance | None:
        """Answer the form; returns what it says next, None when it took it as an interruption."""
        turn = self.turn(text)
        outcome = service.read_form_message(
            self.session, turn, self._known, self.asked, intent, confidence
        )
        if outcome is None:
            return None
        self._take(outcome)
        return self._go_on(turn)

    @property
    def asked(self) -> str:
        """The slot that the form asks for now."""
        return service.missing(self.slots)[0]

    def track(self, text: str) -> Utterance:
        """Ask where a request stands."""
        return service.track(self.session, self.turn(text), self.slots, NOW).utterances[0]

    def _go_on(self, turn: Turn) -> Utterance:
        if service.missing(self.slots):
            question = service.ask(self.slots, self.asked, self.language)
        else:
            outcome = service.file(self.session, turn, self.slots, NOW)
            self._take(outcome)
            self.is_open = False
            question = (*outcome.utterances, *self.said[-1:])[0]
        self.said.append(question)
        return question

    def _take(self, outcome: Outcome) -> None:
        self.slots.update(outcome.slots)
        self.said += outcome.utterances


@pytest.fixture
def talk(session: Session) -> Talk:
    return Talk(session)


@pytest.fixture
def talk_in(session: Session) -> Callable[..., Talk]:
    return lambda **given: Talk(session, **given)
