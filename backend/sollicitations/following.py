"""Where a sollicitation stands: told to its tenant, shown for a code, changed by the console."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlmodel import Session

from backend.errors import NotFound
from backend.hearing.text import clean, fold
from backend.replies import Act, Outcome, Turn, Utterance
from backend.sollicitations import codes, form, journal, queries, states
from backend.sollicitations.filing import reference_of
from backend.sollicitations.models import EventKind, Sollicitation, SollicitationEvent
from backend.sollicitations.states import State


class SollicitationNotFound(NotFound):
    """No sollicitation has this code, or it is no code: who asks cannot tell which."""

    type = "sollicitation-not-found"

    def __init__(self) -> None:
        super().__init__("No sollicitation has this code.")


@dataclass(frozen=True)
class Step:
    """A state that was reached, and when."""

    state: str
    at: datetime


@dataclass(frozen=True)
class PublicView:
    """What a code alone may show: nothing of the tenant."""

    code: str
    state: str
    category: str
    opened_at: datetime
    updated_at: datetime
    history: Sequence[Step]


@dataclass(frozen=True)
class Notice:
    """What the tenant is to be told of a change."""

    sollicitation: Sollicitation
    response: str
    values: Mapping[str, Any]


_LOST = re.compile(
    r"\b(?:perdu|perd|pas (?:mon|le|de|recu)|plus (?:mon|le)|retrouve|oublie|efface|jamais (?:eu"
    r"|recu)|lost|forgot|don'?t have|no tengo|perdi(?:do)?|olvide|esqueci|nao tenho|galdu|ez dut)\b"
)
_CODE_WORD = re.compile(r"\b(?:codes?|numero|num|reference|ref|codigo|kode\w*|number|suivi)\b")


def track(session: Session, turn: Turn, slots: Mapping[str, Any], now: datetime) -> Outcome:
    """Tell where a request stands: the one of the code, else the last of this conversation."""
    code = codes.find_code(turn.text)
    if code is not None:
        found = queries.by_code(session, code, turn.landlord)
        if found is None:
            return _asks_code("track_unknown_code", code=code)
        return _standing(session, found, turn)
    if codes.looks_like_a_code(turn.text):
        return _asks_code("track_bad_code")
    filed = queries.of_conversation(session, turn.conversation)
    if filed:
        return _standing(session, filed[0], turn)
    plain = fold(clean(turn.text))
    if _LOST.search(plain) and _CODE_WORD.search(plain):
        return _asks_code("track_lost_code")
    return _asks_code("track_ask_code")


def _asks_code(response: str, **values: str) -> Outcome:
    return Outcome((Utterance(Act.TRACK, response, values, asks="code"),))


def _standing(session: Session, found: Sollicitation, turn: Turn) -> Outcome:
    category = form.category_name(found.category, turn.language)
    state = queries.kept(session, found).state
    said = Utterance(
        Act.TRACK,
        f"track_{state}",
        {"code": found.code, "category": category},
        sollicitation=replace(reference_of(found), state=state),
    )
    return Outcome((said,))


_NO_CODE = "00000-00000-X"


def public_view(session: Session, code: str, landlord: str | None = None) -> PublicView:
    """Return what a code alone may show; `landlord` is the deployment's only one.

    Raises SollicitationNotFound for an unknown code, for a malformed one and for another
    landlord's, after the same work.
    """
    found = queries.by_code(session, codes.parse(code) or _NO_CODE, landlord)
    if found is None or found.id is None:
        raise SollicitationNotFound
    shown = queries.kept(session, found)
    return PublicView(
        found.code,
        shown.state,
        found.category,
        found.opened_at,
        max(found.updated_at, shown.updated_at),
        _steps(session, found, shown),
    )


def _steps(session: Session, found: Sollicitation, shown: Sollicitation) -> list[Step]:
    """Return where a request has been; once it is merged, where the one it follows goes."""
    own = _moves(session, found)
    if shown is found:
        return own
    return own + [step for step in _moves(session, shown) if step.at > own[-1].at]


def _moves(session: Session, filed: Sollicitation) -> list[Step]:
    events = queries.events_of(session, filed.id or 0)
    return [Step(e.to_state, e.at) for e in events if e.to_state != e.from_state]


def for_conversation(session: Session, conversation_id: str) -> Sequence[Sollicitation]:
    """Return the requests of a conversation, newest first."""
    return queries.of_conversation(session, conversation_id)


def events(session: Session, sollicitation_id: int) -> Sequence[SollicitationEvent]:
    """Return what happened to a request, in order."""
    return queries.events_of(session, sollicitation_id)


def last_move(session: Session, sollicitation_id: int) -> SollicitationEvent:
    """Return how a request came to where it stands; it has been received at least."""
    session.flush()
    return [e for e in queries.events_of(session, sollicitation_id) if e.to_state != e.from_state][
        -1
    ]


def change_state(
    session: Session,
    sollicitation_id: int,
    to: State,
    by: str,
    now: datetime,
    note: str | None = None,
) -> Notice:
    """Move a request to another state, and return what its tenant is to be told.

    Raises SollicitationNotFound, or MoveNotAllowed when it cannot go there.
    """
    found = queries.locked(session, sollicitation_id)
    if found is None:
        raise SollicitationNotFound
    states.check_move(State(found.state), State(to))
    journal.write(session, found, EventKind.STATE, by=by, now=now, note=note, to=to)
    return Notice(found, f"notify_{to}", {"code": found.code})
