"""Guesses: a burst passes, a flood does not, and the door opens again by itself."""

import pytest

from backend import limits
from backend.errors import TooManyRequests
from backend.limits import Guesses


@pytest.fixture
def moment(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    now = [1000.0]
    monkeypatch.setattr(limits.time, "monotonic", lambda: now[0])
    return now


def taken(guesses: Guesses, key: str, times: int) -> int:
    """Return how many of so many guesses were heard."""
    heard = 0
    for _ in range(times):
        try:
            guesses.take(key)
        except TooManyRequests:
            continue
        heard += 1
    return heard


def test_a_flood_is_heard_up_to_the_limit(moment: list[float]) -> None:
    assert taken(Guesses(600), "a", 10_000) == 600


def test_after_a_flood_one_more_passes_a_moment_later(moment: list[float]) -> None:
    guesses = Guesses(600)
    taken(guesses, "a", 10_000)
    moment[0] += 0.11

    assert taken(guesses, "a", 10) == 1


def test_an_hour_of_guessing_gives_no_more_than_the_pace(moment: list[float]) -> None:
    guesses, heard = Guesses(60), 0
    for _ in range(3600):
        moment[0] += 1
        heard += taken(guesses, "a", 5)

    assert heard <= 3600 + 60


def test_addresses_do_not_count_together_and_right_ones_not_at_all(moment: list[float]) -> None:
    guesses = Guesses(3)
    taken(guesses, "a", 9)

    for _ in range(50):
        guesses.take("b")
        guesses.give_back("b")


def test_who_is_refused_is_told_how_long_to_wait(moment: list[float]) -> None:
    guesses = Guesses(6)
    taken(guesses, "a", 6)

    with pytest.raises(TooManyRequests) as refused:
        guesses.take("a")

    moment[0] += refused.value.data["retry_after"]
    guesses.take("a")
