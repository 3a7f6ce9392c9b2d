"""Places held, counted, given back, taken: each step on the real counters."""

from datetime import timedelta

import pytest
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from backend.quotas import service
from backend.quotas.errors import NoSuchCounter
from backend.quotas.models import Event, Kind, Lease, LeaseState, Mode
from backend.quotas.service import Counted, Full, Surplus
from tests.backend.quotas.people import AGES, CSPS, HELD_FOR, NOW, counter, hold, person, plan, used

FREE = [(0, 0)] * 5
# Of the agency, the first age and the first category, in the plan's order.
ONE_HELD = [(1, 0), (1, 0), (0, 0), (1, 0), (0, 0)]
ONE_COUNTED = [(0, 1), (0, 1), (0, 0), (0, 1), (0, 0)]


def kinds(session: Session) -> list[Kind]:
    return list(session.exec(select(Event.kind).order_by(col(Event.seq))))


def test_a_place_is_held_in_every_counter_that_somebody_falls_in(session: Session) -> None:
    made = plan(session)

    lease = hold(session, made, 1)

    assert isinstance(lease, Lease)
    assert (lease.state, lease.mode, lease.expires_at) == (
        LeaseState.HELD,
        Mode.WEB,
        NOW + HELD_FOR,
    )
    assert used(session, made) == ONE_HELD


def test_held_again_it_is_the_same_place(session: Session) -> None:
    made = plan(session)

    first, again = hold(session, made, 1), hold(session, made, 1, person(AGES[1]))

    assert isinstance(first, Lease)
    assert isinstance(again, Lease)
    assert first.id == again.id
    assert used(session, made) == ONE_HELD
    assert kinds(session) == [Kind.RESERVED]


def test_one_full_counter_refuses_the_person_and_is_named_and_no_other_moves(
    session: Session,
) -> None:
    made = plan(session)
    hold(session, made, 1, person(csp=CSPS[0]))
    hold(session, made, 2, person(csp=CSPS[1]))
    before = used(session, made)

    refused = hold(session, made, 3, person(AGES[0]))

    full = counter(session, made, agency="béarn", age=AGES[0])
    assert refused == Full(full.id, full.dims)
    assert used(session, made) == before
    assert session.exec(select(Event).order_by(col(Event.seq).desc())).first().counter_ids == [
        full.id
    ]


@pytest.mark.parametrize(
    "who",
    [person(age="moins de 18"), person(agency="ailleurs"), {}, {"sexe": "f"}, {"age": AGES[0]}],
)
def test_whom_no_counter_covers_is_refused(session: Session, who: dict[str, str]) -> None:
    made = plan(session)

    refused = service.reserve(session, made, 1, who, mode=Mode.WEB, until=NOW + HELD_FOR, now=NOW)

    assert isinstance(refused, Full)
    assert refused.counter_id is None
    assert used(session, made) == FREE


def test_a_call_holds_what_is_known_and_the_rest_once_it_is_told(session: Session) -> None:
    made = plan(session)
    hold(session, made, 1, {"agency": "béarn"}, mode=Mode.PHONE)
    assert used(session, made) == [(1, 0), *FREE[1:]]

    service.correct(session, 1, person(), now=NOW)

    assert used(session, made) == ONE_HELD
    assert service.complete(session, 1, dims=person(), now=NOW) == Counted(
        [one.id for one in service.standing(session, made) if one.completed]
    )


def test_an_interview_whose_categories_stay_unknown_is_not_counted(session: Session) -> None:
    made = plan(session)
    hold(session, made, 1, {"agency": "béarn"}, mode=Mode.PHONE)

    assert service.complete(session, 1, dims={"agency": "béarn"}, now=NOW) == Surplus()
    assert used(session, made) == FREE


def test_an_interview_is_counted_once_however_often_it_ends(session: Session) -> None:
    made = plan(session)
    hold(session, made, 1)

    first = service.complete(session, 1, dims=person(), now=NOW)
    again = service.complete(session, 1, dims=person(), now=NOW)
    later = hold(session, made, 1)

    assert isinstance(first, Counted)
    assert first == again
    assert isinstance(later, Lease)
    assert later.state is LeaseState.DONE
    assert used(session, made) == ONE_COUNTED


def test_who_comes_late_is_counted_where_there_is_still_a_place(session: Session) -> None:
    made = plan(session)
    hold(session, made, 1)
    late = NOW + HELD_FOR
    assert service.expire(session, now=late) == 1
    assert used(session, made) == FREE

    assert isinstance(service.complete(session, 1, dims=person(), now=late), Counted)
    assert used(session, made) == ONE_COUNTED


def test_who_comes_too_late_is_surplus_and_stays_it(session: Session) -> None:
    made = plan(session, 2)
    hold(session, made, 1)
    service.expire(session, now=NOW + HELD_FOR)
    hold(session, made, 2)

    assert service.complete(session, 1, dims=person(), now=NOW) == Surplus()
    service.release(session, 2, now=NOW)
    steps = kinds(session)
    assert service.complete(session, 1, dims=person(), now=NOW) == Surplus()
    assert kinds(session) == steps
    assert used(session, made) == FREE


def test_an_interview_without_a_place_is_surplus(session: Session) -> None:
    assert service.complete(session, 1, dims=person(), now=NOW) == Surplus()
    assert service.release(session, 1, now=NOW) is False
    assert service.touch(session, 1, until=NOW, now=NOW) is False
    assert isinstance(service.correct(session, 1, person(), now=NOW), Full)


def test_what_is_given_back_is_free_again_and_given_back_once(session: Session) -> None:
    made = plan(session, 2)
    hold(session, made, 1)

    assert service.release(session, 1, now=NOW) is True
    assert service.release(session, 1, now=NOW) is False
    assert used(session, made) == FREE
    assert isinstance(hold(session, made, 2), Lease)


def test_who_is_still_there_keeps_the_place(session: Session) -> None:
    made = plan(session)
    hold(session, made, 1)

    assert service.touch(session, 1, until=NOW + 2 * HELD_FOR, now=NOW + HELD_FOR) is True
    assert service.expire(session, now=NOW + HELD_FOR) == 0
    assert service.expire(session, now=NOW + 2 * HELD_FOR) == 1
    assert service.touch(session, 1, until=NOW + 3 * HELD_FOR, now=NOW) is False


def test_a_correction_moves_the_places(session: Session) -> None:
    made = plan(session)
    hold(session, made, 1)

    moved = service.correct(session, 1, person(AGES[1]), now=NOW)

    assert isinstance(moved, Lease)
    assert used(session, made) == [(1, 0), (0, 0), (1, 0), (1, 0), (0, 0)]


def test_a_correction_to_what_no_counter_covers_holds_nothing(session: Session) -> None:
    made = plan(session)
    hold(session, made, 1, {"agency": "béarn"}, mode=Mode.PHONE)

    refused = service.correct(session, 1, {"agency": "béarn", "age": "?"}, now=NOW)

    assert refused == Full(None, {"agency": "béarn", "age": "?"})
    assert used(session, made) == FREE


def test_who_comes_back_late_and_corrects_has_as_long_as_at_first(session: Session) -> None:
    made = plan(session)
    hold(session, made, 1)
    late = NOW + 3 * HELD_FOR
    service.expire(session, now=late)

    again = service.correct(session, 1, person(AGES[1]), now=late)

    assert isinstance(again, Lease)
    assert again.expires_at == late + HELD_FOR


def test_a_correction_to_a_full_cell_ends_as_surplus(session: Session) -> None:
    made = plan(session, 4, csp=2)
    hold(session, made, 1, person(AGES[0]))
    hold(session, made, 2, person(AGES[1]))
    hold(session, made, 3, person(AGES[1]))

    assert isinstance(service.correct(session, 1, person(AGES[1]), now=NOW), Full)
    assert service.complete(session, 1, dims=person(AGES[1]), now=NOW) == Surplus()
    assert counter(session, made, agency="béarn").reserved == 2


def test_a_tolerance_takes_a_few_more_of_a_category_and_of_no_other(session: Session) -> None:
    made = plan(session, 4, csp=1)

    for case, age in enumerate((AGES[0], AGES[0], AGES[1])):
        assert isinstance(hold(session, made, case, person(age)), Lease)
    assert isinstance(hold(session, made, 9, person(AGES[1])), Full)


def test_a_silent_sms_gives_way_to_a_live_person_who_needs_the_last_place(
    session: Session,
) -> None:
    made = plan(session, 2)
    hold(session, made, 1, mode=Mode.SMS)
    later = NOW + service.SILENCE
    assert isinstance(hold(session, made, 2, now=later), Full)

    [taken] = service.preempt(session, made, person(), now=later)

    assert taken.case_id == 1
    assert isinstance(hold(session, made, 2, now=later), Lease)
    assert service.complete(session, 1, dims=person(), now=later) == Surplus()
    assert used(session, made) == ONE_HELD


@pytest.mark.parametrize(
    ("mode", "silent"),
    [(Mode.WEB, service.SILENCE), (Mode.PHONE, service.SILENCE), (Mode.SMS, timedelta(hours=1))],
)
def test_nobody_gives_way_but_a_silent_sms(session: Session, mode: Mode, silent: timedelta) -> None:
    made = plan(session, 2)
    hold(session, made, 1, mode=mode)

    assert not service.preempt(session, made, person(), now=NOW + silent)
    assert used(session, made) == ONE_HELD


def test_nobody_gives_way_while_there_is_a_place(session: Session) -> None:
    made = plan(session, 4)
    hold(session, made, 1, mode=Mode.SMS)

    assert not service.preempt(session, made, person(), now=NOW + service.SILENCE)


def test_nobody_gives_way_to_whom_no_counter_covers(session: Session) -> None:
    made = plan(session, 2)
    hold(session, made, 1, mode=Mode.SMS)
    later = NOW + service.SILENCE

    assert not service.preempt(session, made, person(csp="?"), now=later)
    assert not service.preempt(session, made, {}, now=later)
    assert [one.case_id for one in service.preempt(session, made, person(), now=later)] == [1]


def test_nobody_gives_way_where_that_would_make_no_place(session: Session) -> None:
    made = plan(session, 4, csp=2)
    hold(session, made, 1, person(AGES[0]), mode=Mode.SMS)
    hold(session, made, 2, person(AGES[1]), mode=Mode.SMS)
    hold(session, made, 3, person(AGES[1]))
    service.close(session, counter(session, made, agency="béarn", csp=CSPS[0]).id or 0)
    before = used(session, made)

    assert not service.preempt(session, made, person(AGES[1]), now=NOW + service.SILENCE)
    assert used(session, made) == before


def test_two_silent_sms_give_way_where_each_holds_one_of_the_last_places(
    session: Session,
) -> None:
    made = plan(session, 4)
    hold(session, made, 1, person(AGES[0], CSPS[1]), mode=Mode.SMS)
    hold(session, made, 2, person(AGES[1], CSPS[0]), mode=Mode.SMS)
    hold(session, made, 3, person(AGES[0], CSPS[1]))
    hold(session, made, 4, person(AGES[1], CSPS[0]))
    later = NOW + service.SILENCE

    taken = service.preempt(session, made, person(), now=later)

    assert {lease.case_id for lease in taken} == {1, 2}
    assert isinstance(hold(session, made, 5, now=later), Lease)


def test_a_cap_below_what_is_used_closes_and_never_violates(session: Session) -> None:
    made = plan(session)
    hold(session, made, 1)
    hold(session, made, 2, person(AGES[1]))
    service.complete(session, 2, dims=person(AGES[1]), now=NOW)

    lowered = service.set_cap(session, counter(session, made, agency="béarn").id or 0, 1)

    assert (lowered.cap, lowered.closed, lowered.completed + lowered.reserved) == (2, True, 2)
    assert isinstance(hold(session, made, 3, person(csp=CSPS[1])), Full)
    assert isinstance(service.complete(session, 1, dims=person(), now=NOW), Counted)


def test_a_closed_counter_takes_nobody_until_it_is_open_again(session: Session) -> None:
    made = plan(session)
    shut = counter(session, made, agency="béarn").id or 0
    service.close(session, shut)
    assert hold(session, made, 1) == Full(shut, {"agency": "béarn"})

    service.reopen(session, shut)

    assert isinstance(hold(session, made, 1), Lease)
    with pytest.raises(NoSuchCounter):
        service.close(session, 0)


def test_another_plan_is_never_touched(session: Session) -> None:
    made, other = plan(session), plan(session)
    hold(session, made, 1)
    service.complete(session, 1, dims=person(), now=NOW)
    hold(session, made, 2)

    assert used(session, other) == FREE


def test_the_database_itself_refuses_one_too_many(session: Session) -> None:
    one = counter(session, plan(session), agency="béarn")
    one.reserved = one.cap + 1

    with pytest.raises(IntegrityError), session.begin_nested():
        session.flush()


def test_a_step_that_was_taken_is_never_changed(session: Session) -> None:
    hold(session, plan(session), 1)
    step = session.exec(select(Event)).one()
    step.kind = Kind.RELEASED

    with pytest.raises(IntegrityError, match="only ever added"), session.begin_nested():
        session.flush()
