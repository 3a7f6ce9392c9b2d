"""Several requests of one trouble made one, and one that tells two troubles made two."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlmodel import Session

from backend.errors import Conflict
from backend.routing.service import Case
from backend.sollicitations import codes, following, journal, queries, routed, states
from backend.sollicitations.changes import held_open
from backend.sollicitations.following import Notice, SollicitationNotFound
from backend.sollicitations.models import EventKind, Sollicitation
from backend.sollicitations.states import State


class MergeRefused(Conflict):
    """These requests are not one trouble of one landlord; `reason` says why, in a stable word."""

    type = "merge-refused"

    def __init__(self, reason: str) -> None:
        super().__init__(f"These sollicitations are not merged: {reason}.", reason=reason)
        self.reason = reason


def merge(
    session: Session,
    kept_id: int,
    others: Collection[int],
    *,
    by: str,
    now: datetime,
    note: str | None = None,
) -> list[Notice]:
    """Make requests follow the one that is kept; return what their tenants are to be told.

    Their codes go on answering, with where the kept one stands. Raises SollicitationNotFound,
    MoveNotAllowed for what is over or merged already, MergeRefused for two landlords' or itself.
    """
    held = queries.all_locked(session, {kept_id, *others})
    if held.keys() != {kept_id, *others}:
        raise SollicitationNotFound
    kept = held.pop(kept_id)
    if not held or kept_id in others:
        raise MergeRefused("itself")
    for one in (kept, *held.values()):
        states.check_merge(State(one.state))
        if one.landlord != kept.landlord:
            raise MergeRefused("landlords")
    return [_merge_one(session, kept, one, by=by, now=now, note=note) for one in held.values()]


def _merge_one(
    session: Session,
    kept: Sollicitation,
    one: Sollicitation,
    *,
    by: str,
    now: datetime,
    note: str | None,
) -> Notice:
    into = {"into": kept.id, "code": kept.code}
    taken = {"merged": one.id, "code": one.code}
    one.merged_into = kept.id
    kind = EventKind.MERGE
    journal.write(session, one, kind, by=by, now=now, note=note, what=into, to=State.MERGED)
    journal.write(session, kept, kind, by=by, now=now, note=note, what=taken)
    return merge_notice(one)


def merge_notice(one: Sollicitation) -> Notice:
    """Return what the tenant of a request is told when it is merged."""
    return Notice(one, "notify_merged", {"code": one.code})


def split_off(
    session: Session, sollicitation_id: int, *, by: str, now: datetime, note: str | None = None
) -> Notice:
    """Undo a merge: the request is again where it stood; return what its tenant is to be told.

    Raises MergeRefused for one that is not merged.
    """
    found, kept = _merged(session, sollicitation_id)
    merged = following.last_move(session, sollicitation_id)
    back = State(merged.from_state or State.RECEIVED)
    what = {"out_of": kept.id, "code": kept.code}
    gone = {"split_off": found.id, "code": found.code}
    found.merged_into = None
    journal.write(session, found, EventKind.SPLIT, by=by, now=now, note=note, what=what, to=back)
    journal.write(session, kept, EventKind.SPLIT, by=by, now=now, note=note, what=gone)
    return Notice(found, "notify_split_off", {"code": found.code})


def _merged(session: Session, sollicitation_id: int) -> tuple[Sollicitation, Sollicitation]:
    """Return a merged request and the one that it follows, both held."""
    seen = session.get(Sollicitation, sollicitation_id)
    if seen is None:
        raise SollicitationNotFound
    kept_id = seen.merged_into or 0
    held = queries.all_locked(session, {sollicitation_id, kept_id})
    if kept_id not in held or held[sollicitation_id].merged_into != kept_id:
        raise MergeRefused("not-merged")
    return held[sollicitation_id], held[kept_id]


_OF_THE_TENANT = (
    "landlord agency_id address place since availability contact_name contact_phone person_id"
    " conversation_id channel opened_at routed_by"
).split()


def split(
    session: Session,
    sollicitation_id: int,
    *,
    category: str,
    description: str,
    by: str,
    now: datetime,
    note: str | None = None,
) -> Notice:
    """Make a request of the second trouble that one tells, with a code of its own.

    The second was told when the first was: it is as old. Raises SollicitationOver.
    """
    first = held_open(session, sollicitation_id)
    second = _second(session, first, category, description, now)
    journal.received(session, second.id or 0, by=by, now=now)
    of = {"split_from": first.id, "code": first.code}
    into = {"split_into": second.id, "code": second.code}
    journal.write(session, second, EventKind.SPLIT, by=by, now=now, note=note, what=of)
    journal.write(session, first, EventKind.SPLIT, by=by, now=now, note=note, what=into)
    return Notice(second, "notify_split", {"code": second.code, "first": first.code})


def _second(
    session: Session, first: Sollicitation, category: str, description: str, now: datetime
) -> Sollicitation:
    kept = first.model_dump(include=set(_OF_THE_TENANT))
    case = Case(first.landlord, category, description, first.address)
    role = routed.route(session, case, first.contact_phone, now=now).role
    while True:
        code = codes.draw()
        second = Sollicitation(
            **kept,
            code=code,
            category=category,
            description=description,
            role=role,
            split_from=first.id,
            updated_at=now,
        )
        # Nothing written: hardly ever, the code is taken.
        if queries.insert_once(session, second) is not None:
            found = queries.by_code(session, code)
            assert found is not None  # noqa: S101 - it was written just now
            return found


def merged_into(session: Session, sollicitation_id: int) -> Sequence[Sollicitation]:
    """Return the requests that follow one, oldest first."""
    return queries.merged_into(session, sollicitation_id)


def split_from(session: Session, sollicitation_id: int) -> Sequence[Sollicitation]:
    """Return the requests that were split from one, oldest first."""
    return queries.split_from(session, sollicitation_id)
