"""How a part is started: its command line, behind the leash."""

import os
import sys
from pathlib import Path

LEASH = Path(__file__).with_name("leash.py")


def leashed(
    command: list[str],
    *,
    death: str = "SIGKILL",
    user: str | None = None,
    parent: int | None = None,
) -> list[str]:
    """Return the command that dies by the signal `death` as soon as `parent` (we) is gone."""
    tie = [death, user or "-", str(parent or os.getpid())]
    return [sys.executable, "-I", "-S", str(LEASH), *tie, *command]
