"""How many of whom: the targets of a sample, and the counters that people do not suffice for. Pure.

Everybody is one unit that flows through a counter of each margin. Crossed quotas and people of
whom a category is not known make that more than a flow between two sides, so it is solved in whole
numbers; where it is such a flow, the answer is that of a maximum flow.
"""

from collections import Counter as Tally
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array, eye_array, hstack, vstack

from backend.quotas.errors import EmptyCategory, EmptyPlan, MarginsDisagree, TargetAbovePopulation
from backend.quotas.models import Counter

Cell = frozenset[tuple[str, str]]
Frame = Mapping[Cell, int]
Margin = tuple[str, ...]


@dataclass(frozen=True)
class Target:
    """What one counter starts with; `cap` is the target and what may come on top of it."""

    margin: Margin
    dims: dict[str, str]
    target: int
    cap: int


def cell(**dims: str) -> Cell:
    """Return the frozen form of a mapping of dimension to category."""
    return frozenset(dims.items())


def targets(
    frame: Frame,
    size: int,
    margins: Sequence[Margin],
    tolerance: Mapping[Margin, int] | None = None,
) -> list[Target]:
    """Share `size` places out over every margin, by largest remainder.

    What all margins have in common, the agency, is shared out first; each margin then sums to its
    targets. A margin that is part of a finer one (crossed quotas) is the sum of it. A margin is
    shared out by the people whose category is known. `tolerance` makes a margin soft.

    Raises EmptyPlan, EmptyCategory, TargetAbovePopulation or MarginsDisagree.
    """
    _refuse(frame, size, margins)
    apart = tuple(d for d in margins[0] if all(d in margin for margin in margins))
    finest = [m for m in margins if not any(set(m) < set(other) for other in margins)]
    shared = [_shared(frame, size, margin, apart) for margin in finest]
    soft = tolerance or {}
    return [
        _target(frame, margin, where, wanted, soft.get(margin, 0))
        for margin in margins
        for where, wanted in sorted(_agreed(shared, margin).items(), key=_in_order)
    ]


def _refuse(frame: Frame, size: int, margins: Sequence[Margin]) -> None:
    if size < 1 or not margins or not all(margins):
        raise EmptyPlan
    people: Tally[tuple[str, str]] = Tally()
    for where, count in frame.items():
        people.update(dict.fromkeys(where, count))
    for (dimension, category), count in sorted(people.items()):
        if count < 1:
            raise EmptyCategory(dimension, category)
    known = {dimension for dimension, _ in people}
    for dimension in sorted({d for margin in margins for d in margin} - known):
        raise EmptyCategory(dimension)
    if size > sum(frame.values()):
        raise TargetAbovePopulation({}, size, sum(frame.values()))


def _by(counts: Iterable[tuple[Cell, int]], margin: Margin) -> Tally[Cell]:
    """Sum over everything but a margin; whoever's category is not known is left out."""
    summed: Tally[Cell] = Tally()
    for where, count in counts:
        part = frozenset(pair for pair in where if pair[0] in margin)
        if len(part) == len(margin):
            summed[part] += count
    return summed


def _in_order(item: tuple[Cell, int]) -> list[tuple[str, str]]:
    return sorted(item[0])


def apportion(places: int, people: Mapping[Cell, int]) -> dict[Cell, int]:
    """Share places out in proportion, by largest remainder; they sum to `places` exactly."""
    total = sum(people.values())
    shares = {where: divmod(places * count, total) for where, count in people.items()}
    given = {where: whole for where, (whole, _) in shares.items()}
    by_remainder = sorted(shares, key=lambda where: (-shares[where][1], sorted(where)))
    for where in by_remainder[: places - sum(given.values())]:
        given[where] += 1
    return given


def _shared(frame: Frame, size: int, margin: Margin, apart: Margin) -> dict[Cell, int]:
    given: dict[Cell, int] = {}
    for group, places in apportion(size, _by(frame.items(), apart)).items():
        inside = _by(((w, n) for w, n in frame.items() if group <= w), margin)
        if places and not inside.total():
            raise MarginsDisagree(margin, dict(group))
        if inside.total():
            given |= apportion(places, inside)
    return given


def _agreed(shared: Sequence[Mapping[Cell, int]], margin: Margin) -> dict[Cell, int]:
    """Return the targets of a margin, which every finer margin must sum to alike."""
    sums = [_by(given.items(), margin) for given in shared]
    [first, *others] = [dict(one) for one in sums if one]
    for other in others:
        for where in first.keys() | other.keys():
            if first.get(where, 0) != other.get(where, 0):
                raise MarginsDisagree(margin, dict(where))
    return first


def _target(frame: Frame, margin: Margin, where: Cell, wanted: int, soft: int) -> Target:
    people = people_of(frame, dict(where))
    if wanted > people:
        raise TargetAbovePopulation(dict(where), wanted, people)
    dims = dict(where)
    return Target(margin, {name: dims[name] for name in margin}, wanted, wanted + soft)


def people_of(frame: Frame, dims: Mapping[str, str]) -> int:
    """Return how many people are known to be of these categories."""
    return sum(count for where, count in frame.items() if dims.items() <= where)


@dataclass(frozen=True)
class Shortfall:
    """A counter that will not fill, and how many it will be short of at best."""

    counter: Counter
    missing: int


def shortfalls(counters: Sequence[Counter], available: Frame) -> list[Shortfall]:
    """Return the counters that will not fill though everybody who is `available` took part.

    Those who hold a place are taken as if they were counted, and are not among the available. Of
    whom a category is not known may turn out to be of any. A closed counter wants nobody. Where
    each counter could be filled but not all of them, the answer is one way in which they fail.
    """
    flow = _Flow(counters, available)
    together = flow.missing(range(len(counters)))
    short = [number for number, missing in enumerate(together) if missing]
    alone = {number: flow.missing([number])[number] for number in short}
    certain = alone if any(alone.values()) else {number: together[number] for number in short}
    return [Shortfall(counters[n], missing) for n, missing in certain.items() if missing]


class _Flow:
    """The counters' places on one side, the people on the other."""

    def __init__(self, counters: Sequence[Counter], available: Frame) -> None:
        paths = list(_paths(counters, available))
        used = [(number, place) for place, (_, through) in enumerate(paths) for number in through]
        self._through = _incidence(used, len(counters), len(paths))
        groups = {where: number for number, where in enumerate(available)}
        whose = [(groups[where], place) for place, (where, _) in enumerate(paths)]
        self._whose = _incidence(whose, len(groups), len(paths))
        self._people = np.array(list(available.values()), dtype=float)
        taken = [one.completed + one.reserved for one in counters]
        pairs = list(zip(counters, taken, strict=True))
        self._room = np.array([0 if one.closed else one.cap - n for one, n in pairs], dtype=float)
        wanted = [0 if one.closed else max(0, one.target - n) for one, n in pairs]
        self._wanted = np.array(wanted, dtype=float)

    def missing(self, numbers: Sequence[int]) -> list[int]:
        """Return what every counter misses when as little as can be is missing in some of them."""
        count, places = self._through.shape
        costs = np.zeros(places + count)
        costs[[places + number for number in numbers]] = 1
        nobody = csr_array((self._whose.shape[0] + count, count))
        at_most = hstack([vstack([self._whose, self._through]), nobody])
        at_least = hstack([self._through, eye_array(count)])
        solved = milp(
            costs,
            integrality=np.ones_like(costs),
            bounds=Bounds(0, np.inf),
            constraints=[
                LinearConstraint(at_most, -np.inf, np.concatenate([self._people, self._room])),
                LinearConstraint(at_least, self._wanted, np.inf),
            ],
        )
        return [round(float(missing)) for missing in solved.x[places:]]


def _incidence(pairs: Sequence[tuple[int, int]], rows: int, columns: int) -> csr_array:
    at = np.array(pairs, dtype=int).reshape(-1, 2)
    return csr_array((np.ones(len(pairs)), (at[:, 0], at[:, 1])), shape=(rows, columns))


def _paths(counters: Sequence[Counter], available: Frame) -> Iterator[tuple[Cell, list[int]]]:
    """Yield each way in which the people of a cell may be counted: in every margin, or not."""
    categories: dict[str, set[str]] = {}
    for counter in counters:
        for dimension, category in counter.dims.items():
            categories.setdefault(dimension, set()).add(category)
    margins = len({tuple(counter.margin) for counter in counters})
    for where in available:
        known = dict(where)
        unknown = [dimension for dimension in categories if dimension not in known]
        for turned_out in product(*(sorted(categories[dimension]) for dimension in unknown)):
            who = (known | dict(zip(unknown, turned_out, strict=True))).items()
            through = [n for n, one in enumerate(counters) if one.dims.items() <= who]
            if len(through) == margins:
                yield where, through
