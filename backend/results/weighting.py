"""The weight of each answer: raked, agency by agency, on the margins of the tenant file. Pure.

A category that nobody answered of, or that the file does not have, cannot be weighted: it is joined
with the neighbour, in the questionnaire's order, of which fewer answered, and that is reported. Who
did not tell a category keeps, as a group, the weight that they have in their agency.
"""

from collections import Counter as Tally
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from backend.campaigns.service import AGENCY
from backend.results.errors import MarginUnreachable
from backend.results.raking import Floats, Margin, rake

Dims = Mapping[str, str]
# Of each combination of categories in the tenant file, how many people.
File = Sequence[tuple[Dims, int]]


@dataclass(frozen=True)
class Joined:
    """Categories that were weighted as one, as some had no answer or nobody in the file."""

    agency: str
    dimension: str
    categories: tuple[str, ...]


@dataclass(frozen=True)
class Weights:
    """A weight for each answer, their mean being 1, and what they cost.

    `efficiency` is Kish's: of how many answers without weights these are worth, as a share of
    them; `design_effect` its inverse. `silent` are the agencies of which nobody answered.
    """

    values: Floats
    joined: tuple[Joined, ...] = ()
    silent: tuple[str, ...] = ()

    @property
    def efficiency(self) -> float:
        """How many equal answers these are worth, for each of them."""
        total = float(self.values.sum())
        return total**2 / float((self.values**2).sum()) / len(self.values) if total else 1.0

    @property
    def design_effect(self) -> float:
        """By how much the weights enlarge the variance."""
        return 1 / self.efficiency


def even(number: int) -> Weights:
    """Return weights that change nothing."""
    return Weights(np.ones(number))


def weigh(
    people: Sequence[Dims],
    file: File,
    orders: Mapping[str, Sequence[str]],
) -> Weights:
    """Return the weights of people by their categories, known ones only, in the order given.

    `orders` are the dimensions to weigh on, each with its categories in order. Who is of no agency
    of the file weighs 1. Raises MarginUnreachable: then there are no weights at all.
    """
    size = Tally[str]()
    for dims, number in file:
        if AGENCY in dims:
            size[dims[AGENCY]] += number
    rows: dict[str, list[int]] = {}
    for at, one in enumerate(people):
        if size[one.get(AGENCY, "")] > 0:
            rows.setdefault(one[AGENCY], []).append(at)
    values, joined = np.ones(len(people)), list[Joined]()
    classed = sum(map(len, rows.values()))
    answered = sum(size[agency] for agency in rows)
    for agency in sorted(rows):
        inside = [(dims, number) for dims, number in file if dims.get(AGENCY) == agency]
        group = _Group(agency, [people[at] for at in rows[agency]], inside)
        whole = classed * size[agency] / answered
        values[rows[agency]] = group.weights(orders, whole, joined)
    silent = sorted(agency for agency, number in size.items() if number and agency not in rows)
    return Weights(values, tuple(joined), tuple(silent))


@dataclass(frozen=True)
class _Group:
    """The answers of one agency, and its people in the file."""

    agency: str
    people: Sequence[Dims]
    file: File

    def weights(
        self, orders: Mapping[str, Sequence[str]], whole: float, joined: list[Joined]
    ) -> Floats:
        everybody = np.zeros(len(self.people), dtype=np.intp)
        margins = [Margin("", everybody, np.array([whole]))]
        for dimension, order in orders.items():
            margins += self._margin(dimension, order, whole, joined)
        try:
            return rake(margins)
        except MarginUnreachable as error:
            raise MarginUnreachable(error.margin, self.agency) from error

    def _margin(
        self, dimension: str, order: Sequence[str], whole: float, joined: list[Joined]
    ) -> list[Margin]:
        inside, answers = Tally[str](), Tally[str]()
        for dims, number in self.file:
            inside[dims.get(dimension, "")] += number
        for one in self.people:
            answers[one.get(dimension, "")] += 1
        groups = grouped(order, inside, answers)
        if not groups:
            return []
        joined += [Joined(self.agency, dimension, one) for one in groups if len(one) > 1]
        place = {category: at for at, one in enumerate(groups) for category in one}
        silent = len(self.people) - sum(answers[category] for category in place)
        told = whole * (1 - silent / len(self.people))
        known = sum(inside[category] for category in place)
        shares = [sum(inside[category] for category in one) / known for one in groups]
        targets = [told * share for share in shares]
        if silent:
            targets.append(whole - told)
        codes = [place.get(one.get(dimension, ""), len(groups)) for one in self.people]
        return [Margin(dimension, np.array(codes, dtype=np.intp), np.array(targets))]


def grouped(
    order: Sequence[str], inside: Mapping[str, int], answers: Mapping[str, int]
) -> list[tuple[str, ...]]:
    """Return the categories in groups that each have people in the file and answers; else none."""
    groups: list[tuple[str, ...]] = [
        (one,) for one in order if inside.get(one, 0) or answers.get(one, 0)
    ]
    while (at := _lacking(groups, inside, answers)) is not None:
        if len(groups) == 1:
            return []
        beside = [n for n in (at - 1, at + 1) if 0 <= n < len(groups)]
        other = min(beside, key=lambda n: sum(answers.get(one, 0) for one in groups[n]))
        first, last = sorted((at, other))
        groups[first : last + 1] = [groups[first] + groups[last]]
    return groups


def _lacking(
    groups: Sequence[tuple[str, ...]], inside: Mapping[str, int], answers: Mapping[str, int]
) -> int | None:
    for at, group in enumerate(groups):
        if any(not sum(counts.get(one, 0) for one in group) for counts in (inside, answers)):
            return at
    return None
