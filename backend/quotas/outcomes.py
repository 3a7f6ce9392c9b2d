"""What a step comes to."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Full:
    """No place: `dims` is the cell that is full or closed, or that no counter covers (no id)."""

    counter_id: int | None
    dims: dict[str, str]


@dataclass(frozen=True)
class Counted:
    """An interview that counts, in these counters; also when it was counted before."""

    counter_ids: list[int]


@dataclass(frozen=True)
class Surplus:
    """An interview that was finished without a place: kept and thanked for, not counted."""


@dataclass(frozen=True)
class Rebuilt:
    """What the events say that a counter should hold."""

    completed: int = 0
    reserved: int = 0
