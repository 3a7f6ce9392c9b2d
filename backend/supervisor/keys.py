"""The keys of the parts among themselves: generated once, kept beside the data."""

import os
import secrets
from pathlib import Path

from backend.config import Settings

NAMES = ("signing_key", "service_key", "rasa_token")


def kept_keys(path: Path) -> dict[str, str]:
    """Return the generated keys, written on first use, readable by this user only."""
    kept: dict[str, str] = {}
    if path.exists():
        pairs = (line.split("=", 1) for line in path.read_text().splitlines() if "=" in line)
        kept = dict(pairs)
    missing = [name for name in NAMES if not kept.get(name)]
    if missing:
        kept |= {name: secrets.token_urlsafe(32) for name in missing}
        fresh = path.with_suffix(".new")
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            file.writelines(f"{name}={value}\n" for name, value in kept.items())
        fresh.replace(path)
    return kept


def keys(settings: Settings) -> dict[str, str]:
    """Return every key by its setting's name; what the environment sets comes first."""
    given = {name: getattr(settings, name).get_secret_value() for name in NAMES}
    return kept_keys(settings.data_dir / "secrets") | {k: v for k, v in given.items() if v}
