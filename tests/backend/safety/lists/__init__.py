"""Messages that tell of a danger and messages that sound like one, list by list.

A list of the kind `dangers` or `others`, by subject; a message told in pieces is a list of them.
"""

from pathlib import Path

import yaml

from backend.safety import Danger, read_danger

FOLDER = Path(__file__).parent
NAMES = tuple(sorted(path.stem for path in FOLDER.glob("*.yaml")))

Message = list[str]
"""What a person writes, one message after another."""


def cases(name: str, kind: str) -> list[tuple[str, Message]]:
    """Return the messages of a list with their subject; `kind` is `dangers` or `others`."""
    path = FOLDER / f"{name}.yaml"
    written = yaml.safe_load(path.read_text(encoding="utf-8"))[kind]
    return [
        (subject, [str(piece) for piece in (said if isinstance(said, list) else [said])])
        for subject, messages in written.items()
        for said in messages
    ]


def danger_in(message: Message) -> Danger | None:
    """Return the first danger read as the pieces come in."""
    read = (read_danger(piece, message[:index]) for index, piece in enumerate(message))
    return next((danger for danger in read if danger is not None), None)
