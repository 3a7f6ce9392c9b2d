"""A request's work: ordered, planned, done; and what was mown at a residence."""

from datetime import date, timedelta

import pytest
from sqlmodel import Session

from backend.attachments.models import Kind
from backend.attachments.reading import CleanFile
from backend.sollicitations import service as sollicitations
from backend.sollicitations.models import Sollicitation
from backend.sollicitations.service import SollicitationOver
from backend.sollicitations.states import State
from backend.tenants.models import Residence
from backend.workorders import demo, service, sheets
from backend.workorders.errors import OrderIncomplete
from backend.workorders.models import Phase
from backend.workorders.service import Task
from backend.workorders.states import ORDER_MOVES, OrderMoveNotAllowed, OrderState, moves_from
from tests.backend.sollicitations.conftest import NOW
from tests.backend.sollicitations.test_service import file

DAY = date(2026, 12, 3)


class Work:
    """A request and its landlord's contractors."""

    def __init__(self, session: Session) -> None:
        demo.load(session)
        demo.load(session)
        self.session, self.filed = session, file(session)
        self.team, self.company = (
            next(c.id or 0 for c in service.contractors(session, "office64") if c.name == name)
            for name in ("Régie travaux", "Plomberie des Exemples")
        )

    def issue(self, contractor: int) -> tuple[int, list[str]]:
        task = Task(contractor, "Changer le joint", place="cuisine")
        told = service.issue(
            self.session, self.filed.id or 0, task, landlord="office64", by="bearn", now=NOW
        )
        orders = service.of_request(self.session, self.filed.id or 0)
        return orders[-1][0].id or 0, [notice.response for notice in told]

    def move(self, order: int, to: OrderState, day: date | None = None) -> list[str]:
        told = service.move(self.session, order, to, by="bearn", now=NOW, planned_on=day)
        return [notice.response for notice in told]

    @property
    def state(self) -> State:
        return State(self.session.get_one(Sollicitation, self.filed.id).state)


@pytest.fixture
def work(session: Session) -> Work:
    return Work(session)


def test_the_request_goes_along_with_its_order(work: Work) -> None:
    order, told = work.issue(work.company)
    assert (work.state, told) == (State.ASSIGNED, ["notify_assigned"])

    assert work.move(order, OrderState.PLANNED, DAY) == ["notify_planned"]
    assert work.state is State.IN_PROGRESS
    assert work.move(order, OrderState.PLANNED, DAY + timedelta(days=1)) == ["notify_planned"]
    assert work.move(order, OrderState.DONE) == ["notify_done"]
    assert work.state is State.DONE


def test_a_request_is_done_when_its_last_order_is(work: Work) -> None:
    first, _ = work.issue(work.company)
    second, told = work.issue(work.team)
    assert told == []

    work.move(first, OrderState.DONE)
    assert work.state is State.ASSIGNED
    work.move(second, OrderState.DONE)
    assert work.state is State.DONE


def test_what_happens_to_an_order_is_an_event_of_its_request(work: Work) -> None:
    order, _ = work.issue(work.company)
    work.move(order, OrderState.PLANNED, DAY)

    events = sollicitations.events(work.session, work.filed.id or 0)
    told = [e.what or {} for e in events if e.kind.value == "work_order"]
    assert [(t["order"], t["before"], t["after"], t["planned_on"]) for t in told] == [
        (order, None, "issued", None),
        (order, "issued", "planned", "2026-12-03"),
    ]
    assert told[0]["contractor"] == "Plomberie des Exemples"


def test_an_order_goes_only_where_it_may(work: Work) -> None:
    order, _ = work.issue(work.company)

    with pytest.raises(OrderIncomplete):
        work.move(order, OrderState.PLANNED)
    work.move(order, OrderState.CANCELLED)
    for state in OrderState:
        with pytest.raises(OrderMoveNotAllowed):
            work.move(order, state, DAY)
    assert work.state is State.ASSIGNED
    assert set(ORDER_MOVES) == set(OrderState)
    assert moves_from(OrderState.DONE) == []


def test_another_landlord_s_contractor_gets_no_order(work: Work) -> None:
    theirs = service.contractors(work.session, "rochefort")[0].id or 0

    for contractor in (theirs, 99_999):
        with pytest.raises(OrderIncomplete):
            work.issue(contractor)
    sollicitations.change_state(work.session, work.filed.id or 0, State.CANCELLED, "bearn", NOW)
    with pytest.raises(SollicitationOver):
        work.issue(work.company)
    assert service.of_request(work.session, work.filed.id or 0) == []


def test_a_weekly_sheet_is_kept_once_with_its_photos(work: Work) -> None:
    home = Residence(landlord="office64", name="Les Tilleuls", address="14 rue", commune="Pau")
    work.session.add(home)
    work.session.flush()
    photo = CleanFile(Kind.IMAGE, b"jpeg", b"small")

    def enter(done: str, day: date, *photos: tuple[Phase, CleanFile]) -> None:
        sheets.enter(
            work.session,
            landlord="office64",
            residence_id=home.id or 0,
            contractor_id=work.company,
            day=day,
            done=done,
            photos=photos,
            by="bearn",
            now=NOW,
        )

    enter("Tonte", date(2026, 11, 17), (Phase.BEFORE, photo))
    enter("Tonte et haie", date(2026, 11, 20), (Phase.AFTER, photo), (Phase.AFTER, photo))
    enter("Tonte d'été", date(2026, 6, 1))

    [sheet] = sheets.latest(work.session, home.id or 0, today=date(2026, 11, 23))
    assert (sheet.it.week, sheet.it.done) == (date(2026, 11, 16), "Tonte et haie")
    assert [len(sheet.photos[phase]) for phase in (Phase.BEFORE, Phase.AFTER)] == [1, 2]
    with pytest.raises(OrderIncomplete):
        enter(" ", date(2026, 11, 17))
