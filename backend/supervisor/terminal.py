"""What the operator reads: plain lines, and on a terminal a moving line for what takes time."""

import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext

from rich.console import Console


class Terminal:
    """Says what happens, and keeps what each step of the start took."""

    def __init__(self, out: Console | None = None) -> None:
        self._out = out or Console(highlight=False, markup=False, soft_wrap=True)
        self._err = Console(highlight=False, markup=False, soft_wrap=True, stderr=True)
        self._status = self._out.status("") if self._out.is_terminal else None
        self.started = time.monotonic()
        self.times: dict[str, float] = {}

    def say(self, line: str = "") -> None:
        self._out.print(line)

    def fail(self, line: str) -> None:
        self._err.print(f"error: {line}")

    def progress(self, line: str) -> None:
        """Show one line of a long step: in place on a terminal, one under the other elsewhere."""
        shown = line.strip()[:150]
        if self._status is not None:
            self._status.update(shown)
        elif shown:
            self.say(f"  {shown}")

    def elapsed(self) -> float:
        return time.monotonic() - self.started

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """Announce a step, and remember how long it took."""
        started = time.monotonic()
        self.say(f"{name}…")
        with self._status or nullcontext():
            yield
        self.times[name] = time.monotonic() - started
