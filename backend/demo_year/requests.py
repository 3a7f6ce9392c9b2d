"""A request of the simulated year: filed, given, done, closed, each in its time."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any

from sqlmodel import Session

from backend import crockford
from backend.demo_year.people import People, Tenant
from backend.demo_year.rows import Rows, ids
from backend.demo_year.shape import Chances, one_of, shape
from backend.routing import service as routing
from backend.satisfaction.service import TECHNICAL
from backend.sollicitations import codes
from backend.sollicitations.models import EventKind
from backend.sollicitations.states import State

_HOUR, _DAY = timedelta(hours=1), timedelta(days=1)
_GIVEN, _BEGUN, _DONE, _CLOSED = 3 * _HOUR, 2 * _DAY, 5 * _DAY, 4 * _DAY
_ANSWERS, _STUCK = 7 * _HOUR, 120 * _DAY


@dataclass(frozen=True)
class Filing:
    """What is asked, by whom, when and through which door."""

    at: datetime
    category: str
    description: str
    channel: str
    by: str
    tenant: Tenant | None
    phone: str | None
    conversation: str | None = None
    message: int | None = None


@dataclass(frozen=True)
class Filed:
    """A request that was written."""

    id: int
    code: str


class Requests:
    """Writes the requests of one landlord."""

    def __init__(
        self, session: Session, rows: Rows, people: People, chances: Chances, landlord: str
    ) -> None:
        self._session, self._rows, self._people = session, rows, people
        self._chances, self._landlord = chances, landlord
        self._ids = ids(session, "sollicitation")
        self._events = ids(session, "sollicitation_event")
        self._roles: dict[tuple[str, str], str | None] = {}

    def file(self, filing: Filing) -> Filed:
        """Write a request with all that happened to it up to the year's end."""
        tenant, rng, until = filing.tenant, self._chances.rng, self._chances.until
        filed = Filed(next(self._ids), _code(rng))
        agency = tenant.agency if tenant else rng.choice(list(self._people.agents))
        agent = self._people.agent(rng, agency)
        steps = [s for s in self._steps(filing, agent.login) if s[0] <= until]
        events = self._tell(filed.id, steps)
        state = steps[-1][1]
        self._rows.add(
            "sollicitation",
            id=filed.id, code=filed.code, landlord=self._landlord, agency_id=agency,
            category=filing.category, description=filing.description,
            address=tenant.address if tenant else "",
            contact_name=tenant.name if tenant else None, contact_phone=filing.phone,
            person_id=tenant.id if tenant else None, conversation_id=filing.conversation,
            filed_from=filing.message, channel=filing.channel,
            role=self._role(filing.category, filing.description),
            assigned_to=agent.id if state is not State.RECEIVED else None,
            routed_by="lease" if tenant else None, priority=rng.choice((0, 0, 0, 1, 2)),
            state=state, recurring=self._chances.happens("comes_back"),
            opened_at=filing.at, updated_at=steps[-1][0],
        )  # fmt: skip
        self._ask(filing, filed.id, steps, events)
        return filed

    def _steps(self, filing: Filing, login: str) -> Iterator[tuple[datetime, State, str]]:
        """Yield the states of a request with when it came there and by whom."""
        chances, at = self._chances, filing.at
        yield at, State.RECEIVED, filing.by
        at += chances.after(_GIVEN)
        if chances.happens("cancelled"):
            yield at, State.CANCELLED, login
            return
        yield at, State.ASSIGNED, login
        at += chances.after(_STUCK if chances.happens("stuck") else _BEGUN)
        if chances.happens("waits_for_tenant"):
            yield at, State.WAITING_TENANT, login
            at += chances.after(_BEGUN)
        yield at, State.IN_PROGRESS, login
        at += chances.after(_DONE)
        yield at, State.DONE, login
        yield at + chances.after(_CLOSED), State.CLOSED, login

    def _tell(self, number: int, steps: list[tuple[datetime, State, str]]) -> list[int]:
        before: State | None = None
        told = []
        for at, state, by in steps:
            told.append(next(self._events))
            self._rows.add(
                "sollicitation_event",
                id=told[-1], sollicitation_id=number, at=at, by=by, kind=EventKind.STATE,
                from_state=before, to_state=state,
                note=self._chances.pick("notes") if state is State.IN_PROGRESS else None,
            )  # fmt: skip
            before = state
        return told

    def _ask(
        self,
        filing: Filing,
        number: int,
        steps: list[tuple[datetime, State, str]],
        events: list[int],
    ) -> None:
        """Ask some tenants whether it is repaired, once it is done."""
        done = next((n for n, step in enumerate(steps) if step[1] is State.DONE), None)
        if done is None or filing.category not in TECHNICAL or filing.tenant is None:
            return
        answered: dict[str, Any] = {}
        at = steps[done][0] + self._chances.after(_ANSWERS)
        if self._chances.happens("asked") and at < self._chances.until:
            solved = self._chances.happens("solved")
            note = one_of(self._chances.rng, shape()["notes"]) if solved else None
            answered = {"solved": solved, "note": note, "answered_at": at}
        self._rows.add(
            "satisfaction",
            sollicitation_id=number, event_id=events[done], asked_at=steps[done][0], **answered,
        )  # fmt: skip

    def _role(self, category: str, description: str) -> str | None:
        key = category, description
        if key not in self._roles:
            case = routing.Case(self._landlord, category, description, address="")
            self._roles[key] = routing.route(self._session, case).role
        return self._roles[key]


def _code(rng: Random) -> str:
    """Return a tracking code that the year's seed decides."""
    while True:
        symbols = "".join(rng.choices(crockford.ALPHABET, k=codes.LENGTH))
        check = crockford.check_symbol(symbols)
        groups = (symbols[:5], symbols[5:])
        if check and not any(group.isalpha() or group.isdecimal() for group in groups):
            return codes.shown(symbols + check)
