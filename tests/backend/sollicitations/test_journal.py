"""Everything that happens to a request is an event, and stays one."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from backend.sollicitations import service
from backend.sollicitations.models import EventKind, Sollicitation
from backend.sollicitations.service import Assignment, NothingChanges, SollicitationOver
from backend.sollicitations.states import MoveNotAllowed, State
from tests.backend.sollicitations.conftest import NOW
from tests.backend.sollicitations.test_service import file


@pytest.fixture
def filed(session: Session) -> Sollicitation:
    return file(session)


def number(filed: Sollicitation) -> int:
    return filed.id or 0


def test_who_has_it_is_told_with_before_after_and_why(
    session: Session, filed: Sollicitation
) -> None:
    to = Assignment(role="social_adviser")

    notice = service.assign(session, number(filed), to, by="bearn", now=NOW, note="de passage")

    first, given, moved = service.events(session, number(filed))
    assert first.kind is EventKind.STATE
    assert (given.kind, given.by, given.note) == (EventKind.ASSIGNMENT, "bearn", "de passage")
    assert given.what == {
        "before": {"agency_id": None, "role": "sector_manager", "assigned_to": None},
        "after": {"agency_id": None, "role": "social_adviser", "assigned_to": None},
    }
    assert (moved.from_state, moved.to_state) == (State.RECEIVED, State.ASSIGNED)
    assert notice is not None
    assert notice.response == "notify_assigned"


def test_each_thing_that_is_corrected_is_an_event(session: Session, filed: Sollicitation) -> None:
    service.correct(
        session, number(filed), by="bearn", now=NOW, category="chauffage", priority=1, address="x"
    )

    events = service.events(session, number(filed))[1:]
    assert [(e.kind.value, (e.what or {})["after"]) for e in events] == [
        ("category", "chauffage"),
        ("priority", 1),
        ("address", "x"),
    ]
    assert {e.to_state for e in events} == {State.RECEIVED}


def test_what_changes_nothing_is_no_event(session: Session, filed: Sollicitation) -> None:
    with pytest.raises(NothingChanges):
        service.correct(session, number(filed), by="bearn", now=NOW, category=filed.category)
    with pytest.raises(NothingChanges):
        service.assign(session, number(filed), Assignment(role=filed.role), by="bearn", now=NOW)

    assert len(service.events(session, number(filed))) == 1


def test_what_is_over_is_reopened_before_it_is_changed(
    session: Session, filed: Sollicitation
) -> None:
    with pytest.raises(MoveNotAllowed):
        service.reopen(session, number(filed), by="bearn", now=NOW, note="pas réparé")
    service.change_state(session, number(filed), State.DONE, "bearn", NOW)

    with pytest.raises(SollicitationOver):
        service.correct(session, number(filed), by="bearn", now=NOW, priority=2)
    notice = service.reopen(session, number(filed), by="bearn", now=NOW, note="pas réparé")

    assert notice.sollicitation.state == State.IN_PROGRESS
    assert [e.note for e in service.events(session, number(filed))][-1] == "pas réparé"


def test_what_is_not_a_move_is_not_shown_to_the_public(
    session: Session, filed: Sollicitation
) -> None:
    service.add_note(session, number(filed), "Clé chez le gardien", by="bearn", now=NOW)

    view = service.public_view(session, filed.code)

    assert [step.state for step in view.history] == ["received"]
    assert service.last_move(session, number(filed)).to_state == State.RECEIVED


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE sollicitation_event SET note = 'x'",
        "DELETE FROM sollicitation_event",
        "TRUNCATE sollicitation_event CASCADE",
    ],
)
def test_the_database_refuses_to_change_what_happened(
    session: Session, filed: Sollicitation, statement: str
) -> None:
    session.flush()
    with pytest.raises(IntegrityError), session.begin_nested():
        session.execute(text(statement))

    assert len(service.events(session, number(filed))) == 1


def test_anonymised_events_keep_that_they_happened(session: Session, filed: Sollicitation) -> None:
    service.correct(session, number(filed), by="bearn", now=NOW, address="3 rue X", note="oubli")
    service.assign(session, number(filed), Assignment(role="x"), by="bearn", now=NOW)

    service.anonymise(session, number(filed))

    kinds = [(e.kind.value, e.note, e.what is None) for e in service.events(session, number(filed))]
    assert kinds[1:3] == [("address", None, True), ("assignment", None, False)]
    with pytest.raises(IntegrityError), session.begin_nested():
        session.execute(text("UPDATE sollicitation_event SET note = 'x'"))
