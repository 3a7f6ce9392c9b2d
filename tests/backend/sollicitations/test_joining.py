"""Several requests of one trouble made one, one that tells two troubles made two."""

from datetime import timedelta
from itertools import count

import pytest
from sqlmodel import Session

from backend.replies import Turn
from backend.sollicitations import service
from backend.sollicitations.models import Sollicitation
from backend.sollicitations.service import MergeRefused, SollicitationNotFound
from backend.sollicitations.states import MoveNotAllowed, State
from tests.backend.sollicitations.conftest import NOW, Talk
from tests.backend.sollicitations.test_service import file

INBOUNDS = count(500)
LATER = NOW + timedelta(hours=1)


def another(session: Session) -> Sollicitation:
    number = next(INBOUNDS)
    return file(session, Turn(number, f"c-{number}", 1, None, "fr", "bot", "oui"))


def merge(session: Session, kept: Sollicitation, *others: Sollicitation) -> list[service.Notice]:
    ids = [one.id or 0 for one in others]
    return service.merge(session, kept.id or 0, ids, by="bearn", now=LATER)


def test_a_merged_code_goes_on_answering_with_where_the_kept_one_stands(session: Session) -> None:
    kept, other = another(session), another(session)

    [told] = merge(session, kept, other)
    service.change_state(
        session, kept.id or 0, State.IN_PROGRESS, "bearn", LATER + timedelta(hours=1)
    )

    assert (told.response, told.values) == ("notify_merged", {"code": other.code})
    view = service.public_view(session, other.code)
    assert (view.code, view.state) == (other.code, "in_progress")
    assert [step.state for step in view.history] == ["received", "merged", "in_progress"]
    assert kept.code not in repr(view)
    assert Talk(session).track(other.code).response == "track_in_progress"


def test_what_was_merged_can_go_its_own_way_again(session: Session) -> None:
    kept, other = another(session), another(session)
    service.change_state(session, other.id or 0, State.ASSIGNED, "bearn", NOW)
    merge(session, kept, other)
    service.change_state(session, kept.id or 0, State.CANCELLED, "bearn", LATER)

    told = service.split_off(session, other.id or 0, by="bearn", now=LATER)

    assert told.response == "notify_split_off"
    assert (other.state, other.merged_into) == (State.ASSIGNED, None)
    assert service.public_view(session, other.code).state == "assigned"
    with pytest.raises(MergeRefused):
        service.split_off(session, other.id or 0, by="bearn", now=LATER)


def test_what_was_merged_into_a_merged_one_follows_to_the_end(session: Session) -> None:
    first, second, third = another(session), another(session), another(session)
    merge(session, second, first)
    merge(session, third, second)
    service.change_state(session, third.id or 0, State.DONE, "bearn", LATER)

    assert service.public_view(session, first.code).state == "done"
    assert [o.id for o in service.merged_into(session, third.id or 0)] == [first.id, second.id]


def test_merging_is_refused_where_it_makes_no_sense(session: Session) -> None:
    kept, other, over, theirs = (another(session) for _ in range(4))
    theirs.landlord = "rochefort"
    service.change_state(session, over.id or 0, State.DONE, "bearn", NOW)
    session.flush()

    with pytest.raises(MergeRefused):
        merge(session, kept, kept)
    with pytest.raises(MergeRefused):
        merge(session, kept, other, theirs)
    for wrong in ((kept, over), (over, kept)):
        with pytest.raises(MoveNotAllowed):
            merge(session, *wrong)
    with pytest.raises(SollicitationNotFound):
        service.merge(session, kept.id or 0, [99_999], by="bearn", now=NOW)
    assert [len(service.events(session, o.id or 0)) for o in (kept, other, theirs)] == [1, 1, 1]
    merge(session, kept, other)
    with pytest.raises(MoveNotAllowed):
        merge(session, other, kept)
    with pytest.raises(MoveNotAllowed):
        service.change_state(session, other.id or 0, State.IN_PROGRESS, "bearn", NOW)


def test_a_no_to_a_merged_request_raises_the_kept_one(session: Session) -> None:
    kept, other = another(session), another(session)
    merge(session, kept, other)
    service.change_state(session, kept.id or 0, State.DONE, "bearn", LATER)

    service.not_solved(session, other.id or 0, now=LATER)

    assert (kept.state, kept.priority) == (State.IN_PROGRESS, 1)
    assert other.state == State.MERGED


def test_the_second_trouble_has_its_own_code_and_is_as_old(session: Session) -> None:
    first = another(session)

    told = service.split(
        session,
        first.id or 0,
        category="chauffage",
        description="et le radiateur est froid",
        by="bearn",
        now=LATER,
    )

    second = told.sollicitation
    assert told.values == {"code": second.code, "first": first.code}
    assert second.code != first.code
    assert (second.split_from, second.opened_at) == (first.id, first.opened_at)
    assert (second.contact_phone, second.address) == (first.contact_phone, first.address)
    assert (second.category, second.state) == ("chauffage", State.RECEIVED)
    assert service.split_from(session, first.id or 0) == [second]
    assert [e.kind.value for e in service.events(session, second.id or 0)] == ["state", "split"]
