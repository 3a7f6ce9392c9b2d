"""Sollicitations, for the bot's actions, the console and the public.

The functions take a session and never commit. What is said is named, never written here.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session

from backend.errors import NotFound
from backend.replies import Act, Outcome, SollicitationRef, Turn, Utterance
from backend.sollicitations import category as categories
from backend.sollicitations import codes, details, form, hearing, queries, states
from backend.sollicitations.form import EMPTY, PASSED, ask, missing, value_of, with_addition
from backend.sollicitations.models import Sollicitation, SollicitationEvent
from backend.sollicitations.states import State
from backend.tenants import service as tenants

__all__ = [
    "Notice",
    "PublicView",
    "SollicitationNotFound",
    "Step",
    "ask",
    "cancel",
    "change_state",
    "file",
    "for_conversation",
    "missing",
    "open_from",
    "public_view",
    "read_form_message",
    "track",
]

# What a second request of the same conversation need not ask again; the summary shows it.
_KEPT = {"name": "contact_name", "phone": "contact_phone", "address": "address"}
_QUEUED = "queued"


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


# ---- the form


def open_from(
    session: Session, turn: Turn, slots: Mapping[str, Any], intent: str, confidence: float
) -> Outcome:
    """Begin a request from the message that reports it; the form asks for what is missing."""
    if turn.state == _QUEUED:
        return Outcome((_while_queued(),), slots={**EMPTY, "confirm": False})
    if value_of(slots, "description") and slots.get("confirm") is None:
        # A second problem while one is being told: it is the same request.
        return read_form_message(session, turn, slots, None, intent, confidence) or Outcome()
    text = details.clean(turn.text)
    told = details.read(text).told()
    category = categories.propose(text, intent, confidence)
    is_told = category is not None or len(details.words(text)) > 6
    values = {**EMPTY, **_known(session, turn), **told}
    if is_told and intent != "report_vague" or categories.read(text):
        values["description"] = with_addition(None, text)
        values["category"] = category or categories.OTHER
    response = "sollicitation_opened" if values["category"] else "sollicitation_opened_plain"
    return Outcome((_opening(response, values, turn.language),), slots=values)


def _known(session: Session, turn: Turn) -> dict[str, Any]:
    filed = queries.of_conversation(session, turn.conversation)
    if not filed:
        return {}
    return {slot: getattr(filed[0], name) or None for slot, name in _KEPT.items()}


def _opening(response: str, values: Mapping[str, Any], language: str) -> Utterance:
    category = values["category"]
    said = {"category": form.category_name(category, language)} if category else {}
    return Utterance(Act.SOLLICITATION, response, said, sollicitation=form.reference(values))


def _while_queued() -> Utterance:
    return Utterance(Act.HANDOFF, "sollicitation_while_queued")


def read_form_message(
    session: Session,
    turn: Turn,
    slots: Mapping[str, Any],
    asked: str | None,
    intent: str,
    confidence: float,
) -> Outcome | None:
    """Take a message in the middle of the form; None when it is about something else."""
    heard = hearing.hear(hearing.Message(turn.text, slots, asked, intent, confidence))
    if heard is None:
        return None
    changes = heard.changes
    description = changes.get("description")
    if description and not slots.get("category") and "category" not in changes:
        changes["category"] = (
            categories.propose(description, intent, confidence) or categories.OTHER
        )
    said: tuple[Utterance, ...] = ()
    if heard.added:
        now = {**slots, **changes}
        said = (
            Utterance(Act.SOLLICITATION, "sollicitation_added", sollicitation=form.reference(now)),
        )
    return Outcome(said, slots={**changes, "hint": heard.hint})


def file(session: Session, turn: Turn, slots: Mapping[str, Any], now: datetime) -> Outcome:
    """File the request that was confirmed, once for its message; given up, it files nothing."""
    if slots.get("confirm") is False:
        given_up = () if turn.state == _QUEUED else (_cancelled(),)
        return Outcome(given_up, slots=dict(EMPTY))
    if turn.state == _QUEUED:
        return Outcome((_while_queued(),), slots=dict(EMPTY))
    filed = queries.filed_from(session, turn.inbound) or _write(session, turn, slots, now)
    filing = Utterance(
        Act.SOLLICITATION,
        "sollicitation_filed",
        {"code": filed.code},
        sollicitation=_reference(filed),
    )
    return Outcome((filing,), slots=dict(EMPTY))


def _reference(filed: Sollicitation) -> SollicitationRef:
    return SollicitationRef(filed.category, filed.code, filed.state, f"/suivi/{filed.code}")


def _write(session: Session, turn: Turn, slots: Mapping[str, Any], now: datetime) -> Sollicitation:
    phone = value_of(slots, "phone")
    address = value_of(slots, "address") or ""
    landlord = turn.landlord or details.landlord_of(address)
    person = tenants.by_phone(session, phone, landlord)
    while True:
        sollicitation = Sollicitation(
            code=codes.draw(),
            landlord=landlord or (person.landlord if person else None),
            agency_id=tenants.agency_of(session, person),
            category=value_of(slots, "category") or categories.OTHER,
            description=value_of(slots, "description") or "",
            address=address,
            place=value_of(slots, "place"),
            since=value_of(slots, "since"),
            availability=value_of(slots, "availability"),
            contact_name=value_of(slots, "name"),
            contact_phone=phone,
            person_id=person.id if person else None,
            conversation_id=turn.conversation,
            filed_from=turn.inbound,
            channel=slots.get("channel"),
            state=State.RECEIVED,
            opened_at=now,
            updated_at=now,
        )
        written = queries.insert_once(session, sollicitation)
        if written is not None:
            session.add(
                SollicitationEvent(
                    sollicitation_id=written, at=now, by="bot", to_state=State.RECEIVED
                )
            )
        # Nothing written: the message filed it before, or, hardly ever, the code is taken.
        found = queries.filed_from(session, turn.inbound)
        if found is not None:
            return found


def cancel(session: Session, turn: Turn, slots: Mapping[str, Any]) -> Outcome:
    """Give up the request that is being told; what is filed is left to a person."""
    is_open = any(slots.get(f) not in {None, PASSED} for f in form.FIELDS)
    return Outcome((_cancelled(is_open=is_open),), slots=dict(EMPTY))


def _cancelled(*, is_open: bool = True) -> Utterance:
    name = "sollicitation_cancelled" if is_open else "sollicitation_nothing_to_cancel"
    return Utterance(Act.SMALLTALK, name)


# ---- following


_LOST = re.compile(
    r"\b(?:perdu|perd|pas (?:mon|le|de|recu)|plus (?:mon|le)|retrouve|oublie|efface|jamais (?:eu"
    r"|recu)|lost|forgot|don'?t have|no tengo"
    r"|perdi(?:do)?|olvide|esqueci|nao tenho|galdu|ez dut)\b"
)
_CODE_WORD = re.compile(r"\b(?:codes?|numero|num|reference|ref|codigo|kode\w*|number|suivi)\b")


def track(session: Session, turn: Turn, slots: Mapping[str, Any], now: datetime) -> Outcome:
    """Tell where a request stands: the one of the code, else the last of this conversation."""
    code = codes.find_code(turn.text)
    if code is not None:
        found = queries.by_code(session, code)
        return _standing(found, turn) if found else _asks_code("track_unknown_code", code=code)
    if codes.looks_like_a_code(turn.text):
        return _asks_code("track_bad_code")
    filed = queries.of_conversation(session, turn.conversation)
    if filed:
        return _standing(filed[0], turn)
    plain = details.fold(details.clean(turn.text))
    if _LOST.search(plain) and _CODE_WORD.search(plain):
        return _asks_code("track_lost_code")
    return _asks_code("track_ask_code")


def _asks_code(response: str, **values: str) -> Outcome:
    return Outcome((Utterance(Act.TRACK, response, values, asks="code"),))


def _standing(found: Sollicitation, turn: Turn) -> Outcome:
    category = form.category_name(found.category, turn.language)
    said = Utterance(
        Act.TRACK,
        f"track_{found.state}",
        {"code": found.code, "category": category},
        sollicitation=_reference(found),
    )
    return Outcome((said,))


_NO_CODE = "00000-00000-X"


def public_view(session: Session, code: str) -> PublicView:
    """Return what a code alone may show.

    Raises SollicitationNotFound for an unknown and for a malformed code, after the same work.
    """
    found = queries.by_code(session, codes.parse(code) or _NO_CODE)
    if found is None or found.id is None:
        raise SollicitationNotFound
    steps = [
        Step(e.to_state, e.at)
        for e in queries.events_of(session, found.id)
        if e.to_state != e.from_state
    ]
    return PublicView(
        found.code, found.state, found.category, found.opened_at, found.updated_at, steps
    )


# ---- the console


def for_conversation(session: Session, conversation_id: str) -> Sequence[Sollicitation]:
    """Return the requests of a conversation, newest first."""
    return queries.of_conversation(session, conversation_id)


def events(session: Session, sollicitation_id: int) -> Sequence[SollicitationEvent]:
    """Return what happened to a request, in order."""
    return queries.events_of(session, sollicitation_id)


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
    before, to = State(found.state), State(to)
    states.check_move(before, to)
    found.state, found.updated_at = to, now
    session.add(found)
    session.add(
        SollicitationEvent(
            sollicitation_id=sollicitation_id,
            at=now,
            by=by,
            from_state=before,
            to_state=to,
            note=note,
        )
    )
    return Notice(found, f"notify_{to}", {"code": found.code})
