"""What the actions are given: one protocol per service, so that types hold both sides."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from sqlmodel import Session

from backend.replies import Outcome, Turn, Utterance

Slots = Mapping[str, Any]


class Perform(Protocol):
    """Runs a service call in a unit of work of its own, under the epoch of its turn."""

    def __call__(
        self, name: str, turn: Turn, serve: Callable[[Session], Outcome], *, once: bool = False
    ) -> Awaitable[Outcome]: ...


class Answers(Protocol):
    """The knowledge base; None where it has nothing to say."""

    def __call__(
        self, session: Session, turn: Turn, *, now: datetime, surely: bool = False
    ) -> Outcome | None: ...


class Rescue(Protocol):
    """What is said first in a danger; None where the words speak of none."""

    def __call__(self, session: Session, turn: Turn) -> Outcome | None: ...


class Sollicitations(Protocol):
    """The requests: their form, their filing and their tracking."""

    def open_from(
        self, session: Session, turn: Turn, slots: Slots, intent: str, confidence: float
    ) -> Outcome: ...

    def open_second(self, session: Session, turn: Turn, slots: Slots) -> Outcome: ...

    def read_form_message(
        self,
        session: Session,
        turn: Turn,
        slots: Slots,
        asked: str | None,
        intent: str,
        confidence: float,
    ) -> Outcome | None: ...

    def is_wish(self, text: str, intent: str, confidence: float) -> bool: ...

    def missing(self, slots: Slots) -> list[str]: ...

    def ask(self, slots: Slots, asked: str, language: str = "fr") -> Utterance: ...

    def file(self, session: Session, turn: Turn, slots: Slots, now: datetime) -> Outcome: ...

    def cancel(self, session: Session, turn: Turn, slots: Slots) -> Outcome: ...

    def track(self, session: Session, turn: Turn, slots: Slots, now: datetime) -> Outcome: ...


class Calculations(Protocol):
    """The rules that are computed for somebody: what is missing, then the result."""

    def open_from(self, session: Session, turn: Turn, now: datetime) -> Outcome: ...

    def read_message(
        self, turn: Turn, slots: Slots, intent: str, confidence: float, now: datetime
    ) -> Outcome | None: ...

    def is_asking(self, slots: Slots) -> bool: ...

    def ask(self, turn: Turn, slots: Slots, now: datetime) -> Outcome: ...

    def tell(self, turn: Turn, slots: Slots, now: datetime) -> Outcome: ...

    def cancel(self) -> Outcome: ...


class People(Protocol):
    """The queue for a person."""

    def request(self, session: Session, turn: Turn, *, now: datetime) -> Outcome: ...

    def withdraw(self, session: Session, turn: Turn) -> Outcome: ...


class Appointments(Protocol):
    """Appointments and call-backs; None where they cannot be had, and a person is called for."""

    def open_from(
        self, session: Session, turn: Turn, *, wish: str, now: datetime
    ) -> Outcome | None: ...

    def call_off(self, session: Session, turn: Turn, *, now: datetime) -> None: ...


class Surveys(Protocol):
    """The questionnaire on digital needs."""

    def reply(self, session: Session, turn: Turn, *, wish: str, now: datetime) -> Outcome: ...


@dataclass(frozen=True)
class Services:
    """Everything that an action may call."""

    perform: Perform
    answer: Answers
    rescue: Rescue
    sollicitations: Sollicitations
    calculations: Calculations
    people: People
    appointments: Appointments
    surveys: Surveys
    now: Callable[[], datetime]
