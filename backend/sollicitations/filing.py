"""The form on the record: opened from a report, filed once for the message that confirms it."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlmodel import Session

from backend.hearing.communes import landlord_of
from backend.hearing.text import clean, words
from backend.replies import Act, Outcome, SollicitationRef, Turn, Utterance
from backend.routing.service import Case
from backend.sollicitations import category as categories
from backend.sollicitations import codes, details, form, hearing, journal, queries, triage
from backend.sollicitations.form import EMPTY, value_of, with_addition
from backend.sollicitations.interruptions import Message
from backend.sollicitations.models import Sollicitation
from backend.sollicitations.routed import route
from backend.sollicitations.second import second_problem
from backend.sollicitations.states import State
from backend.sollicitations.triage import PASSED
from backend.tenants import service as tenants

# What a second request of the same conversation need not ask again; the summary shows it.
_KEPT = {"name": "contact_name", "phone": "contact_phone", "address": "address"}
_QUEUED = "queued"


def open_from(
    session: Session, turn: Turn, slots: Mapping[str, Any], intent: str, confidence: float
) -> Outcome:
    """Begin a request from the message that reports it; the form asks for what is missing."""
    if turn.state == _QUEUED:
        return Outcome((_while_queued(),), slots={**EMPTY, "confirm": False})
    if value_of(slots, "description") and slots.get("confirm") is None:
        # A second problem while one is being told: it is the same request.
        return read_form_message(session, turn, slots, None, intent, confidence) or Outcome()
    text = clean(turn.text)
    told = details.read(text).told()
    category = categories.propose(text, intent, confidence)
    is_told = category is not None or len(words(text)) > 6
    values = {**EMPTY, **_known(session, turn), **told}
    if is_told and intent != "report_vague" or categories.read(text):
        values["description"] = with_addition(None, text)
        values["category"] = category or categories.OTHER
        values["second"] = second_problem(text)
        values |= _planned(values, slots)
    response = "sollicitation_opened" if values["category"] else "sollicitation_opened_plain"
    return Outcome((_opening(response, values, turn.language),), slots=values)


def _planned(values: Mapping[str, Any], slots: Mapping[str, Any]) -> dict[str, Any]:
    """Return the kind of the request, the category that it falls into, and what is asked of it.

    No photo is asked for by SMS, nor where one was sent already.
    """
    kind = triage.kind_in(str(values["description"]), values["category"])
    category = triage.category_of(kind) if kind else values["category"]
    fitting = {"kind": kind, "category": category}
    photo = slots.get("channel") != "sms" and not slots.get("photographed")
    return fitting | {"details": triage.plan({**values, **fitting}, photo=photo)}


def _known(session: Session, turn: Turn) -> dict[str, Any]:
    filed = queries.of_conversation(session, turn.conversation)
    if not filed:
        return {}
    return {slot: getattr(filed[0], name) or None for slot, name in _KEPT.items()}


def _opening(response: str, values: Mapping[str, Any], language: str) -> Utterance:
    category = values["category"]
    named = form.category_name(category, language, values["kind"]) if category else ""
    said = {"category": named} if category else {}
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
    heard = hearing.hear(Message(turn.text, slots, asked, intent, confidence))
    if heard is None:
        return None
    changes = heard.changes
    description = changes.get("description")
    if description and not slots.get("category") and "category" not in changes:
        changes["category"] = (
            categories.propose(description, intent, confidence) or categories.OTHER
        )
    changes |= _fitting(slots, changes, turn.text)
    said: tuple[Utterance, ...] = ()
    if heard.added:
        now = {**slots, **changes}
        said = (
            Utterance(Act.SOLLICITATION, "sollicitation_added", sollicitation=form.reference(now)),
        )
    return Outcome(said, slots={**changes, "hint": heard.hint})


def _fitting(slots: Mapping[str, Any], changes: Mapping[str, Any], text: str) -> dict[str, Any]:
    """Return what the message changes in the triage: its plan, its kind, what is told early."""
    now = {**slots, **changes}
    if now.get("category") and now.get("details") is None and value_of(now, "description"):
        return _planned(now, slots)
    if slots.get("kind") and changes.get("category", now["category"]) != slots.get("category"):
        return {"kind": None}
    told = triage.filled(now, text)
    return {"details": told} if told != (now.get("details") or {}) else {}


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
        sollicitation=reference_of(filed),
    )
    second = slots.get("second")
    offered = (form.offer(second),) if second else ()
    return Outcome((filing, *offered), slots={**EMPTY, "second": second})


def is_wish(text: str, intent: str, confidence: float) -> bool:
    """Tell whether the words are one of the requests in which nothing broke."""
    category = categories.propose(clean(text), intent, confidence)
    return triage.kind_in(text, category) is not None


def open_second(session: Session, turn: Turn, slots: Mapping[str, Any]) -> Outcome:
    """Begin the request that was offered for the second problem; its words tell the category."""
    told = replace(turn, text=str(slots["second"]))
    return open_from(session, told, {"channel": slots.get("channel")}, "", 0.0)


def reference_of(filed: Sollicitation) -> SollicitationRef:
    """Return what a reply says of a sollicitation that is filed."""
    return SollicitationRef(filed.category, filed.code, filed.state, f"/suivi/{filed.code}")


def _write(session: Session, turn: Turn, slots: Mapping[str, Any], now: datetime) -> Sollicitation:
    phone = value_of(slots, "phone")
    address = value_of(slots, "address") or ""
    landlord = turn.landlord or landlord_of(address)
    person = tenants.by_phone(session, phone, landlord)
    landlord = landlord or (person.landlord if person else None)
    category = value_of(slots, "category") or categories.OTHER
    description = value_of(slots, "description") or ""
    case = Case(landlord, category, description, address, person, kind=slots.get("kind"))
    routed = route(session, case, phone, now=now)
    while True:
        sollicitation = Sollicitation(
            code=codes.draw(),
            landlord=landlord,
            agency_id=routed.agency_id,
            role=routed.role,
            routed_by=routed.by,
            category=category,
            description=description,
            address=address,
            place=value_of(slots, "place"),
            since=value_of(slots, "since"),
            availability=value_of(slots, "availability"),
            kind=slots.get("kind"),
            scope=triage.scope_of(slots),
            recurring=triage.is_recurring(slots),
            details=triage.kept(slots),
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
            journal.received(session, written, by="bot", now=now)
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
