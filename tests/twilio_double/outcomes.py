"""What the network does with one request; each outcome is plain data and travels as JSON."""

from dataclasses import dataclass
from enum import StrEnum


class Ending(StrEnum):
    """How the request ends for the client."""

    ANSWER = "answer"
    HANG = "hang"
    RESET = "reset"


@dataclass(frozen=True, slots=True)
class Outcome:
    """`accepted`: whether the message really goes out, whatever the client is told."""

    accepted: bool = True
    ending: Ending = Ending.ANSWER
    delay: float = 0.0
    status: int = 201
    code: int | None = None
    retry_after: str | None = None
    garbled: str | None = None


def accept(delay: float = 0.0) -> Outcome:
    """Take the message and say so, after `delay` seconds."""
    return Outcome(delay=delay)


def hang(*, accepted: bool) -> Outcome:
    """Never answer: a time-out for the client."""
    return Outcome(accepted=accepted, ending=Ending.HANG)


def reset(*, accepted: bool) -> Outcome:
    """Break the connection instead of answering."""
    return Outcome(accepted=accepted, ending=Ending.RESET)


def too_many(retry_after: float | str | None = 1) -> Outcome:
    """Refuse for the rate (429), surely without taking the message."""
    wait = None if retry_after is None else str(retry_after)
    return Outcome(accepted=False, status=429, code=20429, retry_after=wait)


def fail(status: int = 500, *, accepted: bool = False, code: int | None = 20500) -> Outcome:
    """Answer with an error of the server, having taken the message or not."""
    return Outcome(accepted=accepted, status=status, code=code)


def refuse(code: int, status: int = 400) -> Outcome:
    """Refuse this message for the reason that the code stands for."""
    return Outcome(accepted=False, status=status, code=code)


def garble(
    text: str = "<html>Bienvenue</html>", *, status: int = 201, accepted: bool = False
) -> Outcome:
    """Answer with something that is not Twilio's, as a proxy or a captive portal does."""
    return Outcome(accepted=accepted, status=status, garbled=text)
