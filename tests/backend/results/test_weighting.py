"""Weights that give the tenant file's margins, or none at all."""

from collections import Counter
from itertools import product

import numpy as np
import pandas as pd
import pytest
import weightipy
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from backend.results.errors import MarginUnreachable
from backend.results.raking import HIGHEST, LOWEST, Floats, Margin, rake
from backend.results.weighting import Dims, Weights, even, grouped, weigh

AGES, CSPS = ("1", "2", "3", "4", "5"), ("4", "5", "6", "7", "8")
ORDERS = {"age": AGES, "csp": CSPS}


@st.composite
def problems(draw: st.DrawFn) -> list[Margin]:
    """Margins that some weights within the bounds do give."""
    rows = draw(st.integers(5, 80))
    weights = draw(arrays(float, rows, elements=st.floats(0.5, 2)))
    weights *= rows / weights.sum()
    assume(weights.min() >= LOWEST)
    assume(weights.max() <= HIGHEST)
    made = []
    for name in draw(st.permutations("abcd"))[: draw(st.integers(1, 4))]:
        said = draw(arrays(np.intp, rows, elements=st.integers(0, draw(st.integers(1, 5)))))
        codes = np.unique(said, return_inverse=True)[1]
        made.append(Margin(name, codes, np.bincount(codes, weights)))
    return made


def gaps(margins: list[Margin], weights: Floats) -> float:
    """How far the worst category is from its target, as a share of the whole."""
    return max(
        float(np.abs(np.bincount(one.codes, weights) - one.targets).max()) / len(weights)
        for one in margins
    )


@settings(deadline=None)
@given(problems())
def test_every_margin_is_met_to_a_millionth_by_weights_within_the_bounds_whose_mean_is_one(
    margins: list[Margin],
) -> None:
    try:
        weights = rake(margins)
    except MarginUnreachable:
        assume(False)

    assert gaps(margins, weights) <= 1e-6
    assert weights.min() >= LOWEST
    assert weights.max() <= HIGHEST
    assert weights.mean() == pytest.approx(1, abs=1e-6)


@settings(deadline=None)
@given(problems(), st.randoms(use_true_random=False))
def test_neither_the_order_of_the_rows_nor_that_of_the_margins_changes_a_weight(
    margins: list[Margin], chance: object
) -> None:
    order = np.arange(len(margins[0].codes))
    chance.shuffle(order)  # type: ignore[attr-defined]
    moved = [Margin(one.name, one.codes[order], one.targets) for one in reversed(margins)]
    try:
        weights = rake(margins)
    except MarginUnreachable:
        with pytest.raises(MarginUnreachable):
            rake(moved)
        return

    assert np.array_equal(rake(moved), weights[order])


def drawn(rows: int, seed: int, sizes: tuple[int, ...]) -> list[Margin]:
    """A large sample, drawn a little askew, as a quota sample is."""
    chance = np.random.default_rng(seed)
    made = []
    for number, size in enumerate(sizes):
        odds, wanted = chance.uniform(0.8, 1.2, (2, size))
        codes = chance.choice(size, rows, p=odds / odds.sum())
        made.append(Margin(f"m{number}", codes, wanted / wanted.sum() * rows))
    return made


@pytest.mark.parametrize("seed", range(5))
def test_an_established_library_gives_the_same_weights(seed: int) -> None:
    margins = drawn(800, seed, (3, 5, 8))
    people = pd.DataFrame({one.name: one.codes for one in margins})
    targets = {one.name: dict(enumerate(one.targets / 8)) for one in margins}
    scheme = weightipy.scheme_from_dict(targets, rim_params={"convcrit": 1e-12})

    theirs = weightipy.weight_dataframe(people, scheme)["weights"].to_numpy()
    ours = rake(margins)

    assert LOWEST < ours.min() < ours.max() < HIGHEST, "no bound is met: both do the same"
    assert ours == pytest.approx(theirs, abs=1e-5)


def test_a_weight_that_would_be_too_large_is_cut_and_the_margin_is_met_all_the_same() -> None:
    first, second = np.array([0] * 10 + [1] * 90), np.array(([0] * 2 + [1] * 3) * 20)
    margins = [
        Margin("a", first, np.array([27.0, 73.0])),
        Margin("b", second, np.array([62.0, 38.0])),
    ]

    weights = rake(margins)

    assert weights.max() == HIGHEST
    assert gaps(margins, weights) <= 1e-6


@pytest.mark.parametrize("target", [31.0, 2.9])
def test_a_margin_that_no_weight_within_the_bounds_reaches_is_named(target: float) -> None:
    codes = np.array([0] * 10 + [1] * 90)

    with pytest.raises(MarginUnreachable) as refused:
        rake([Margin("csp", codes, np.array([target, 100 - target]))])

    assert refused.value.margin == "csp"


def test_margins_that_contradict_each_other_are_refused_instead_of_half_met() -> None:
    same = np.array([0] * 50 + [1] * 50)

    with pytest.raises(MarginUnreachable):
        rake(
            [
                Margin("a", same, np.array([40.0, 60.0])),
                Margin("b", same, np.array([60.0, 40.0])),
            ]
        )


def person(agency: str, age: str = "", csp: str = "") -> Dims:
    named = {"agency": agency, "age": age, "csp": csp}
    return {name: category for name, category in named.items() if category}


EVERYBODY = [person(*one) for one in product(("1", "2"), AGES, CSPS)]


def shares(weights: Weights, people: list[Dims], dimension: str, agency: str) -> dict[str, float]:
    found = Counter[str]()
    for one, weight in zip(people, weights.values, strict=True):
        if one["agency"] == agency:
            found[one.get(dimension, "")] += float(weight)
    return {category: value / sum(found.values()) for category, value in found.items()}


def test_each_agency_has_its_share_of_the_file_and_inside_it_the_file_s_ages_and_categories() -> (
    None
):
    file = [
        (one, 40 + 5 * int(one["age"]) + int(one["csp"]) + (30 if one["agency"] == "2" else 0))
        for one in EVERYBODY
    ]
    people = [*EVERYBODY, *EVERYBODY, *EVERYBODY[5:20]]

    weights = weigh(people, file, ORDERS)

    size = Counter[tuple[str, str]]()
    for dims, number in file:
        size["", dims["agency"]] += number
        size[dims["agency"], dims["age"]] += number
    for agency in ("1", "2"):
        weighed = sum(
            w for one, w in zip(people, weights.values, strict=True) if one["agency"] == agency
        )
        whole = size["", agency] / (size["", "1"] + size["", "2"])
        assert weighed / len(people) == pytest.approx(whole, abs=1e-6)
        found = shares(weights, people, "age", agency)
        wanted = {age: size[agency, age] / size["", agency] for age in AGES}
        assert found == pytest.approx(wanted, abs=1e-5)
    assert weights.joined == ()
    assert 0 < weights.efficiency < 1
    assert weights.design_effect == pytest.approx(1 / weights.efficiency)


def test_a_category_of_which_nobody_answered_is_weighed_with_its_neighbour_and_that_is_told() -> (
    None
):
    people = [one for one in EVERYBODY if one["age"] != "5"]

    weights = weigh(people, [(one, 10) for one in EVERYBODY], ORDERS)

    assert [(one.agency, one.categories) for one in weights.joined] == [
        ("1", ("4", "5")),
        ("2", ("4", "5")),
    ]
    assert shares(weights, people, "age", "1")["4"] == pytest.approx(0.4, abs=1e-6)


def test_who_did_not_tell_an_age_is_weighed_as_a_group_of_their_own() -> None:
    people = [*EVERYBODY, *(person("1", csp=csp) for csp in CSPS)]

    weights = weigh(people, [(one, 10) for one in EVERYBODY], ORDERS)

    assert shares(weights, people, "age", "1")[""] == pytest.approx(5 / 30, abs=1e-6)
    assert weights.values.mean() == pytest.approx(1)


def test_an_agency_of_which_nobody_answered_is_named() -> None:
    people = [one for one in EVERYBODY if one["agency"] == "1"]

    assert weigh(people, [(one, 10) for one in EVERYBODY], ORDERS).silent == ("2",)


def test_an_agency_whose_margin_cannot_be_reached_is_named_with_it() -> None:
    people = [*EVERYBODY, *(person("1", "1", "4") for _ in range(400))]

    with pytest.raises(MarginUnreachable) as refused:
        weigh(people, [(one, 1000 if one["age"] == "5" else 1) for one in EVERYBODY], ORDERS)

    assert refused.value.group in ("1", "2")


def test_equal_weights_cost_nothing() -> None:
    assert (even(7).efficiency, even(7).design_effect) == (1, 1)


_COUNTS = st.dictionaries(st.sampled_from(AGES), st.integers(0, 3))


@given(_COUNTS, _COUNTS)
def test_joined_categories_keep_their_order_and_each_group_has_people_and_answers(
    inside: dict[str, int], answers: dict[str, int]
) -> None:
    groups = grouped(AGES, inside, answers)

    said = [one for group in groups for one in group]
    there = [one for one in AGES if inside.get(one) or answers.get(one)]
    assert said == (there if groups else [])
    for group in groups:
        assert sum(inside.get(one, 0) for one in group)
        assert sum(answers.get(one, 0) for one in group)
