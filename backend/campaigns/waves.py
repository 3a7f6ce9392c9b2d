"""How many to invite, and whom: never so many that a quota could be answered over. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import floor, sqrt

# Before anybody has answered, one in ten is taken to.
_PRIOR_ANSWERED, _PRIOR_ASKED = 2, 20
_SURE = 1.96
# At least three waves: the rate of the first says how large the next may be.
_SHARE = 1 / 3


@dataclass(frozen=True)
class Candidate:
    """Somebody who was not invited yet, and the counters that they would fall in."""

    case_id: int
    counters: frozenset[int]


def likely_rate(answered: int, asked: int) -> float:
    """Return the upper Wilson bound of how many of those invited answer to the end.

    The upper one, so that a wave is too small rather than too large.
    """
    n = asked + _PRIOR_ASKED
    p = min((answered + _PRIOR_ANSWERED) / n, 1.0)
    z2 = _SURE**2
    spread = _SURE * sqrt(p * (1 - p) / n + z2 / (4 * n * n))
    return min((p + z2 / (2 * n) + spread) / (1 + z2 / n), 1.0)


def wave(candidates: Sequence[Candidate], need: Mapping[int, int], rate: float) -> list[int]:
    """Return whom to invite next, in the order given: where each of their counters has need."""
    room = {one: _room(places, rate) for one, places in need.items()}
    chosen: list[int] = []
    for candidate in candidates:
        if candidate.counters and all(room.get(one, 0) > 0 for one in candidate.counters):
            chosen.append(candidate.case_id)
            for one in candidate.counters:
                room[one] -= 1
    return chosen


def _room(places: int, rate: float) -> int:
    """Return how many invitations a counter bears now; the last places are tried one by one."""
    return max(floor(places / rate * _SHARE), 1) if places > 0 else 0
