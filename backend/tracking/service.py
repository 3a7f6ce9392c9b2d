"""What the code and four digits of the telephone show, and let the tenant do.

Four digits are few: tries are counted for the code and for the address, in a unit of work that is
committed before anything is looked up. The functions take a session and never commit.
"""

import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from ipaddress import ip_address, ip_network

from sqlmodel import Session

from backend.appointments import service as appointments
from backend.errors import TooManyRequests
from backend.hearing.text import clean
from backend.notices import service as notices
from backend.sollicitations import codes, states
from backend.sollicitations import service as sollicitations
from backend.sollicitations.models import Sollicitation
from backend.sollicitations.service import SollicitationNotFound
from backend.sollicitations.states import State
from backend.tracking import queries
from backend.tracking.errors import TooManyWords
from backend.workorders import service as workorders
from backend.workorders.states import OrderState

DIGITS = 4
LONGEST_WORD = 1_000
BY = "tenant"
_WORDS_A_DAY = 20
_NO_CODE = "00000-00000-X"


@dataclass(frozen=True)
class Tries:
    """How often the digits may be tried, and the key under which tries are kept."""

    most: int
    window: timedelta
    key: str

    def keys(self, code: str, address: str) -> tuple[str, ...]:
        """Return what a try counts for, always in the same order: no two tries wait in a ring."""
        named = (f"code {codes.parse(code) or code}", f"address {_network(address)}")
        return tuple(sorted(map(self._hash, named)))

    def _hash(self, named: str) -> str:
        return hmac.new(self.key.encode(), named.encode(), hashlib.sha256).hexdigest()


@dataclass(frozen=True)
class Line:
    """What was written to the tenant or by them, and when."""

    by_tenant: bool
    text: str
    at: datetime


@dataclass(frozen=True)
class Work:
    """An order of the request: where it stands, who has it, and the day that is planned."""

    state: OrderState
    contractor: str
    planned_on: date | None


@dataclass(frozen=True)
class Visit:
    """An appointment of the telephone that is still to come; its code is not shown."""

    at: datetime
    service: str
    agency: str


@dataclass(frozen=True)
class Details:
    """What the digits show beside what the code alone shows; no name, telephone or address."""

    description: str
    place: str | None
    since: str | None
    availability: str | None
    lines: Sequence[Line]
    works: Sequence[Work]
    visits: Sequence[Visit]
    may_cancel: bool


def _network(address: str) -> str:
    """Return what one person may have of addresses: a whole /64 of IPv6."""
    try:
        found = ip_address(address)
    except ValueError:
        return address
    return str(ip_network((found, 64), strict=False)) if found.version == 6 else str(found)


def count_try(session: Session, tries: Tries, code: str, address: str, now: datetime) -> None:
    """Count a try for the code and for the address; raises TooManyRequests, and counts nothing."""
    quiet = now - tries.window
    for key in tries.keys(code, address):
        if not queries.count_try(session, key, most=tries.most, quiet=quiet, now=now):
            last = queries.last_try(session, key) or now
            wait = max(1, int((last + tries.window - now).total_seconds()) + 1)
            raise TooManyRequests("Too many tries; wait.", retry_after=wait)
    queries.forget_tries(session, quiet=quiet)


def prove(
    session: Session, tries: Tries, code: str, digits: str, address: str, landlord: str | None
) -> tuple[Sollicitation, str]:
    """Return the request whose telephone ends in `digits`, with it; the try is given back.

    Raises SollicitationNotFound for a wrong code and for wrong digits, after the same work.
    """
    found = queries.with_telephone(session, codes.parse(code) or _NO_CODE, landlord)
    telephone = found[1] if found else ""
    right = telephone[-DIGITS:].rjust(DIGITS, "-")
    given = "".join(c for c in digits if c.isdecimal() and c.isascii())
    is_right = hmac.compare_digest(right.encode(), given.encode())
    if found is None or not is_right:
        raise SollicitationNotFound
    for key in tries.keys(code, address):
        queries.give_back(session, key)
    return found


def details(session: Session, request: Sollicitation, telephone: str, *, now: datetime) -> Details:
    """Return what is shown to who proved to know the telephone."""
    written = [
        Line(True, event.note, event.at)
        for event in sollicitations.events(session, request.id or 0)
        if event.by == BY and event.note
    ]
    told = [Line(False, m.text, m.created_at) for m in queries.told_about(session, request)]
    return Details(
        request.description,
        request.place,
        request.since,
        request.availability,
        sorted(told + written, key=lambda line: line.at),
        _works(session, request),
        _visits(session, request, telephone, now),
        State.CANCELLED in states.moves_from(State(request.state)),
    )


def _works(session: Session, request: Sollicitation) -> list[Work]:
    """Return the orders of a request; one that was cancelled is nothing to its tenant."""
    found = workorders.of_request(session, request.id or 0)
    return [
        Work(OrderState(order.state), contractor.name, order.planned_on)
        for order, contractor in found
        if order.state != OrderState.CANCELLED
    ]


def _visits(session: Session, request: Sollicitation, telephone: str, now: datetime) -> list[Visit]:
    if request.landlord is None or not telephone:
        return []
    found = appointments.coming_to(session, request.landlord, telephone, now=now)
    return [Visit(one.starts_at, one.service, agency.name) for one, agency in found]


def add_word(session: Session, request: Sollicitation, text: str, now: datetime) -> None:
    """Add what the tenant says to their request, once; the agents see it at once.

    Raises TooManyWords when they added a lot today.
    """
    said, number = clean(text)[:LONGEST_WORD].strip(), request.id or 0
    sollicitations.held(session, number)
    own = [e for e in sollicitations.events(session, number) if e.by == BY and e.note is not None]
    if not said or own and own[-1].note == said:
        return
    if sum(event.at > now - timedelta(days=1) for event in own) >= _WORDS_A_DAY:
        raise TooManyWords
    notices.tell_console(session, sollicitations.add_note(session, number, said, by=BY, now=now))


def cancel(session: Session, request: Sollicitation, now: datetime) -> None:
    """Cancel the tenant's request; raises MoveNotAllowed where it is past that."""
    notice = sollicitations.change_state(session, request.id or 0, State.CANCELLED, BY, now)
    notices.tell_console(session, notice.sollicitation)
