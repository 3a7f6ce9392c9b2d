"""Raking: weights that sum to given margins, as close to each other as that allows. Pure NumPy.

Iterative proportional fitting, each margin in turn, with the bounds held at every step: a category
is scaled by the factor that makes its weights, cut at the bounds, sum to its target. Where no bound
is met that is the classical factor, target over sum. The weights are those of the one optimum, so
neither the order of the rows nor that of the margins matters.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from backend.results.errors import MarginUnreachable

Floats = NDArray[np.float64]
Codes = NDArray[np.intp]

TOLERANCE = 1e-6
ITERATIONS = 100
LOWEST, HIGHEST = 0.3, 3.0
_BOUNDS = (np.log(LOWEST), np.log(HIGHEST))
# Halvings of an interval of logarithms: beyond these a double does not change any more.
_HALVINGS = 60


@dataclass(frozen=True)
class Margin:
    """Of each row its category, and what the weights of each category are to sum to."""

    name: str
    codes: Codes
    targets: Floats


@dataclass(frozen=True)
class _Cells:
    """The combinations of categories that occur: how often, and each margin's category of them."""

    people: Floats
    codes: list[Codes]
    row: Codes


def rake(margins: Sequence[Margin]) -> Floats:
    """Return a weight for each row; every margin is met to a millionth of the whole.

    Raises MarginUnreachable, naming a margin, where the bounds do not allow it, or where margins
    that contradict each other keep it from being met in a hundred rounds.
    """
    ordered = sorted(margins, key=lambda one: one.name)
    for one in ordered:
        _check(one)
    cells = _cells(ordered)
    factors = [np.zeros(len(one.targets)) for one in ordered]
    logs = np.zeros(len(cells.people))
    for _ in range(ITERATIONS):
        for one, codes, factor in zip(ordered, cells.codes, factors, strict=True):
            rest = logs - factor[codes]
            factor[:] = _factors(rest, cells.people, codes, one.targets)
            logs = rest + factor[codes]
        weights = np.clip(np.exp(logs), LOWEST, HIGHEST)
        worst, gap = _worst(ordered, cells, weights)
        if gap <= TOLERANCE:
            return weights[cells.row]
    raise MarginUnreachable(worst)


def _check(margin: Margin) -> None:
    """Refuse at once what no weights within the bounds can sum to."""
    rows = np.bincount(margin.codes, minlength=len(margin.targets))
    slack = TOLERANCE * len(margin.codes)
    within = (margin.targets >= rows * LOWEST - slack) & (margin.targets <= rows * HIGHEST + slack)
    if not within.all() or (margin.targets <= 0).any():
        raise MarginUnreachable(margin.name)


def _cells(margins: Sequence[Margin]) -> _Cells:
    shape = tuple(len(one.targets) for one in margins)
    keys = np.ravel_multi_index(tuple(one.codes for one in margins), shape)
    found, row, people = np.unique(keys, return_inverse=True, return_counts=True)
    codes = [one.astype(np.intp) for one in np.unravel_index(found, shape)]
    return _Cells(people.astype(np.float64), codes, row)


def _factors(rest: Floats, people: Floats, codes: Codes, targets: Floats) -> Floats:
    """Return the logarithm of each category's factor, exactly the one that meets its target."""
    plain = np.log(targets / np.bincount(codes, people * np.exp(rest), len(targets)))
    logs = rest + plain[codes]
    cut = np.unique(codes[(logs < _BOUNDS[0]) | (logs > _BOUNDS[1])])
    if not len(cut):
        return plain
    low = np.full(len(targets), np.inf)
    high = np.full(len(targets), -np.inf)
    np.minimum.at(low, codes, _BOUNDS[0] - rest)
    np.maximum.at(high, codes, _BOUNDS[1] - rest)
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        weights = np.exp(np.clip(rest + middle[codes], *_BOUNDS))
        below = np.bincount(codes, people * weights, len(targets)) < targets
        low, high = np.where(below, middle, low), np.where(below, high, middle)
    plain[cut] = ((low + high) / 2)[cut]
    return plain


def _worst(margins: Sequence[Margin], cells: _Cells, weights: Floats) -> tuple[str, float]:
    """Return the margin that is furthest from its targets, and how far, as a share of the whole."""
    gaps = [
        np.abs(np.bincount(codes, cells.people * weights, len(one.targets)) - one.targets).max()
        for one, codes in zip(margins, cells.codes, strict=True)
    ]
    at = int(np.argmax(gaps))
    return margins[at].name, float(gaps[at] / cells.people.sum())
