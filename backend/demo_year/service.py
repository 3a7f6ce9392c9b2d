"""Writing the simulated year, once: in one unit of work, the same each time."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from random import Random

from sqlalchemy import text
from sqlmodel import Session, col, select

from backend.answers.telling import told
from backend.clocks import service as clocks
from backend.conversations.models import Conversation
from backend.demo_year.calls import Calls
from backend.demo_year.people import settle
from backend.demo_year.requests import Requests
from backend.demo_year.rows import Rows, ids
from backend.demo_year.shape import Chances, moments, shape
from backend.demo_year.talks import ID, Talks
from backend.replies import Utterance
from backend.sollicitations.models import STILL_OPEN, Sollicitation
from knowledge import FactNotFound, Knowledge, tenant_entry, value_on
from knowledge.hours import PARIS
from knowledge.query import tenant_entries

Progress = Callable[[int, int], None]
_AT_A_TIME = 2_000
_LOCK = 7_064_322


def load(
    session: Session,
    knowledge: Knowledge,
    *,
    now: datetime,
    progress: Progress = lambda done, total: None,
    share: float = 1,
) -> int:
    """Write the year that ends now; return how many calls and conversations, none if it is there.

    `share` is how much of it: a test writes little. The progress is told as done and total.
    """
    session.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
    if session.exec(select(Conversation.id).where(col(Conversation.id).startswith(ID))).first():
        return 0
    sizes = {one: _size(knowledge, one, now.date(), share) for one in shape()["landlords"]}
    total, done = sum(size.calls + size.talks for size in sizes.values()), 0
    for landlord, size in sizes.items():
        for part in _write(session, knowledge, landlord, size, now):
            done += part
            progress(done, total)
    session.execute(text("ANALYZE"))
    return total


@dataclass(frozen=True)
class _Size:
    """How much of everything a landlord has; `answered` is in percent."""

    calls: int
    talks: int
    answered: float
    share: float


def _size(knowledge: Knowledge, landlord: str, day: date, share: float) -> _Size:
    said = shape()["landlords"][landlord]
    entry = tenant_entry(knowledge, said["entry"]) if "entry" in said else None

    def read(name: str) -> float:
        return float(str(value_on(entry.values[said[name]], day).value if entry else said[name]))

    calls, talks = round(read("calls") * share), round(read("conversations") * share)
    return _Size(calls, talks, read("answered"), share)


def _write(
    session: Session, knowledge: Knowledge, landlord: str, size: _Size, now: datetime
) -> Iterator[int]:
    """Write a landlord's year; yield how many calls and conversations each part of it was."""
    rng, rows = Random(f"{shape()['seed']}-{landlord}"), Rows()  # noqa: S311 - no secret
    people, chances = settle(session, landlord, rng, share=size.share), Chances(rng, now)
    requests = Requests(session, rows, people, chances, landlord)
    calls = Calls(rows, people, chances, requests, landlord, size.answered)
    messages, answers = ids(session, "message"), _answers(knowledge, landlord, now)
    talks = Talks(rows, messages, people, chances, requests, landlord, answers)
    for sort, number, write in (
        ("phone", size.calls, calls.ring),
        ("written", size.talks, talks.tell),
    ):
        every = list(enumerate(moments(rng, number, sort=sort, until=now)))
        for start in range(0, number, _AT_A_TIME):
            part = every[start : start + _AT_A_TIME]
            for one in part:
                write(*one)
            rows.write(session)
            yield len(part)
    _promise(session, knowledge, landlord)


def _answers(knowledge: Knowledge, landlord: str, now: datetime) -> list[Utterance]:
    """Return what the bot may tell this landlord's tenants, as it would tell it."""
    day, found = now.astimezone(PARIS).date(), []
    for entry in tenant_entries(knowledge, landlord):
        with suppress(FactNotFound):
            found.append(told(knowledge, entry, landlord=landlord, language="fr", day=day))
    return found


def _promise(session: Session, knowledge: Knowledge, landlord: str) -> None:
    """Start the clocks of what is still open and was promised a delay."""
    query = select(Sollicitation).where(
        Sollicitation.landlord == landlord, text(f"sollicitation.{STILL_OPEN}")
    )
    for one in session.exec(query).all():
        clocks.begin(
            session,
            knowledge,
            one.id or 0,
            landlord=landlord,
            category=one.category,
            description=one.description,
            now=one.opened_at,
        )
