"""Targets that sum, and counters that will not fill."""

from collections.abc import Mapping

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_array
from scipy.sparse.csgraph import maximum_flow
from sqlmodel import Session

from backend.quotas import service
from backend.quotas.errors import EmptyCategory, EmptyPlan, MarginsDisagree, TargetAbovePopulation
from backend.quotas.models import Counter
from backend.quotas.plan import Cell, Frame, Margin, Target, apportion, cell, shortfalls, targets
from tests.backend.quotas.people import AGES, CSPS, MARGINS, frame

CROSSED: Margin = ("agency", "age", "csp")
AGENCIES = ("béarn", "pau")

frames = st.fixed_dictionaries(
    {where: st.integers(1, 400) for where in frame(*AGENCIES)},
)


def drawn(population: Frame, size: int, *margins: Margin) -> list[Target]:
    return targets(population, size, margins or MARGINS)


def summed(made: list[Target], margin: Margin, **dims: str) -> int:
    return sum(
        one.target for one in made if one.margin == margin and dims.items() <= one.dims.items()
    )


def counters(made: list[Target]) -> list[Counter]:
    return [
        Counter(plan_id=1, margin=list(m.margin), dims=m.dims, target=m.target, cap=m.cap)
        for m in made
    ]


@given(population=frames, share=st.floats(0.01, 1))
def test_every_margin_sums_to_its_agency_and_the_agencies_to_the_sample(
    population: dict[Cell, int], share: float
) -> None:
    size = max(1, int(sum(population.values()) * share))
    made = drawn(population, size, *MARGINS, CROSSED)

    assert summed(made, ("agency",)) == size
    for margin in (*MARGINS, CROSSED):
        for agency in AGENCIES:
            assert summed(made, margin, agency=agency) == summed(made, ("agency",), agency=agency)
    for age in AGES:
        crossed = summed(made, CROSSED, age=age)
        assert crossed == summed(made, ("agency", "age"), age=age)


@given(people=st.lists(st.integers(1, 10_000), min_size=1, max_size=9), places=st.integers(0, 900))
def test_no_share_is_a_whole_place_away_from_its_proportion(people: list[int], places: int) -> None:
    by_cell = {cell(age=str(number)): count for number, count in enumerate(people)}

    given = apportion(places, by_cell)

    assert sum(given.values()) == places
    for where, count in by_cell.items():
        assert abs(given[where] - places * count / sum(people)) < 1


def test_three_agencies_five_ages_and_eight_categories_are_42_counters() -> None:
    population = {
        cell(agency=str(a), age=str(b), csp=str(c)): 80 + a + b + c
        for a in range(3)
        for b in range(5)
        for c in range(8)
    }

    made = targets(population, 600, MARGINS, {("agency", "csp"): 2})

    assert len(made) == 42
    assert {one.cap - one.target for one in made if one.margin[-1] == "csp"} == {2}
    assert {one.cap - one.target for one in made if one.margin[-1] != "csp"} == {0}


def test_a_margin_is_shared_out_by_the_people_whose_category_is_known() -> None:
    population = {**frame(), cell(agency="béarn", age=AGES[0]): 100}

    made = drawn(population, 8)

    assert [one.target for one in made] == [8, 6, 2, 4, 4]


@pytest.mark.parametrize(
    ("population", "size", "margins", "refusal"),
    [
        (frame(), 0, MARGINS, EmptyPlan),
        (frame(), 4, (), EmptyPlan),
        (frame(), 4, ((),), EmptyPlan),
        (frame(), 101, MARGINS, TargetAbovePopulation),
        (frame() | {cell(agency="béarn", csp="autre"): 0}, 4, MARGINS, EmptyCategory),
        (frame(), 4, (("agency", "sexe"),), EmptyCategory),
        (frame() | {cell(agency="pau", age=AGES[0]): 50}, 9, MARGINS, MarginsDisagree),
        ({cell(agency="a", csp="x"): 1, cell(agency="a"): 9}, 5, MARGINS[::2], None),
    ],
)
def test_a_plan_that_cannot_be_is_refused(
    population: Frame, size: int, margins: tuple[Margin, ...], refusal: type[Exception] | None
) -> None:
    with pytest.raises(refusal or TargetAbovePopulation):
        targets(population, size, margins)


def test_two_crossings_that_round_apart_are_refused() -> None:
    population = {
        cell(agency="a", age="j", csp="x", sexe="f"): 1,
        cell(agency="a", age="j", csp="y", sexe="f"): 1,
        cell(agency="a", age="v", csp="x", sexe="h"): 1,
    }

    with pytest.raises(MarginsDisagree):
        targets(population, 2, (*MARGINS, CROSSED, ("agency", "age", "sexe")))


def test_a_plan_that_is_refused_writes_nothing(session: Session) -> None:
    with pytest.raises(TargetAbovePopulation):
        service.draw(session, frame(), 1000, MARGINS)

    assert service.standing(session, 1) == []


def test_a_plan_that_everybody_could_answer_is_short_of_nobody() -> None:
    assert shortfalls(counters(drawn(frame(), 40)), frame()) == []


def test_a_category_without_contacts_is_named_with_what_it_lacks_and_no_other_is() -> None:
    made = counters(drawn(frame(), 40))
    few = {where: 4 if (("csp", CSPS[0])) in where else 25 for where in frame()}

    found = {(*one.counter.dims.values(),): one.missing for one in shortfalls(made, few)}

    assert found == {("béarn",): 12, ("béarn", CSPS[0]): 12}


def test_who_is_counted_or_holds_a_place_is_no_longer_wanted() -> None:
    made = counters(drawn(frame(), 40))
    for one in made:
        one.completed, one.reserved = one.target - (3 if one.margin == ["agency"] else 2), 1

    assert shortfalls(made, dict.fromkeys(frame(), 1)) == []
    assert [one.missing for one in shortfalls(made, dict.fromkeys(frame(), 0))] == [2, 1, 1, 1, 1]


def test_a_closed_counter_wants_nobody_and_stops_who_would_fill_the_others() -> None:
    made = counters(drawn(frame(), 40))
    made[1].closed = True

    found = {(*one.counter.dims.values(),): one.missing for one in shortfalls(made, frame())}

    assert found == {("béarn",): 20}


def test_whose_category_is_not_known_may_fill_any() -> None:
    made = counters(drawn(frame(), 40))

    assert shortfalls(made, {cell(agency="béarn"): 40}) == []
    assert shortfalls(made, {cell(agency="béarn", age=AGES[0]): 40}) != []
    assert shortfalls(made, {cell(agency="ailleurs"): 40}) != []


def flow_at_most(made: list[Counter], available: Mapping[Cell, int]) -> int:
    """How many can be counted, by a maximum flow from the ages to the categories of an agency."""
    ages = [one for one in made if one.margin[-1] == "age"]
    csps = [one for one in made if one.margin[-1] == "csp"]
    matrix = [[0] * (2 + len(ages) + len(csps)) for _ in range(2 + len(ages) + len(csps))]
    for a, age in enumerate(ages):
        matrix[0][2 + a] = age.cap
        for c, csp in enumerate(csps):
            both = (age.dims | csp.dims).items()
            matrix[2 + a][2 + len(ages) + c] = sum(
                count for where, count in available.items() if where <= both and where >= both
            )
            matrix[2 + len(ages) + c][1] = csp.cap
    return int(maximum_flow(csr_array(matrix).astype("int32"), 0, 1).flow_value)


@settings(max_examples=60, deadline=None)
@given(
    population=st.fixed_dictionaries({where: st.integers(1, 60) for where in frame()}),
    left=st.fixed_dictionaries({where: st.integers(0, 30) for where in frame()}),
)
def test_what_is_missing_of_an_agency_is_what_a_maximum_flow_does_not_reach(
    population: dict[Cell, int], left: dict[Cell, int]
) -> None:
    size = sum(population.values()) // 2
    made = counters(targets(population, size, MARGINS, {("agency", "csp"): 1}))

    found = {(*one.counter.dims.values(),): one.missing for one in shortfalls(made, left)}

    assert found.get(("béarn",), 0) == size - flow_at_most(made, left)
