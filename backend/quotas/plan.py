"""How many of whom: the targets of a sample, and which of them cannot be met. Pure."""

from collections import Counter as Tally
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from backend.quotas.errors import EmptyCategory, EmptyPlan, MarginsDisagree, TargetAbovePopulation

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
    people = sum(count for other, count in frame.items() if where <= other)
    if wanted > people:
        raise TargetAbovePopulation(dict(where), wanted, people)
    dims = dict(where)
    return Target(margin, {name: dims[name] for name in margin}, wanted, wanted + soft)
