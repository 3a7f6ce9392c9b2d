"""How often one address may do something; counted in this process."""

import time
from collections import defaultdict, deque
from datetime import timedelta
from math import ceil
from threading import Lock

from backend.errors import TooManyRequests

_MANY = 10_000


class RateLimit:
    """At most `most` calls of one key in `window`, sliding."""

    def __init__(self, most: int, window: timedelta) -> None:
        self._most, self._window = most, window.total_seconds()
        self._calls: dict[str, deque[float]] = defaultdict(deque)
        self._lock = Lock()

    def count(self, key: str) -> None:
        """Count one call; raises TooManyRequests with the seconds to wait."""
        moment = time.monotonic()
        with self._lock:
            if len(self._calls) > _MANY:
                self._forget(moment)
            calls = self._calls[key]
            while calls and calls[0] <= moment - self._window:
                calls.popleft()
            if len(calls) >= self._most:
                wait = int(calls[0] + self._window - moment) + 1
                raise TooManyRequests("Too many requests; try again later.", retry_after=wait)
            calls.append(moment)

    def _forget(self, moment: float) -> None:
        old = [k for k, c in self._calls.items() if not c or c[-1] <= moment - self._window]
        for key in old:
            del self._calls[key]


class Guesses:
    """Wrong guesses of one key: `most` at once, and as many a minute for good.

    A guess is taken before anything is looked up and given back when it was right. Who guesses on
    is refused unheard; who makes mistakes finds the door open again a moment later.
    """

    def __init__(self, most: int) -> None:
        self._most, self._each = most, 60 / most
        self._spent: dict[str, float] = {}
        self._lock = Lock()

    def take(self, key: str) -> None:
        """Take one guess; raises TooManyRequests with the seconds to wait."""
        moment = time.monotonic()
        with self._lock:
            if len(self._spent) > _MANY:
                self._spent = {k: until for k, until in self._spent.items() if until > moment}
            until = max(self._spent.get(key, moment), moment) + self._each
            if until - moment > self._most * self._each:
                wait = ceil(until - moment - self._most * self._each)
                raise TooManyRequests("Too many requests; try again later.", retry_after=wait)
            self._spent[key] = until

    def give_back(self, key: str) -> None:
        """Give a guess back that was right."""
        with self._lock:
            if key in self._spent:
                self._spent[key] -= self._each
