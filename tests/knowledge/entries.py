"""One entry that the loader accepts, to be spoilt by each test."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

Write = Callable[..., Path]


def an_entry(**changes: Any) -> dict[str, Any]:
    """Return one entry that the loader accepts, with `changes`; None takes a field out."""
    entry: dict[str, Any] = {
        "id": "demo-delai",
        "title": "Délai de réponse",
        "audience": ["tenant"],
        "visibility": "public",
        "status": "in-force",
        "facts": ["delai-reponse"],
        "source": {"document": "Un compte rendu", "section": "Délais", "date": "2024-06-06"},
        "checked_on": "2026-11-21",
        "review_by": "2027-05-21",
        "values": {"delai": {"unit": "hours", "on": {"2024-06-06": 48}}},
        "answer": {"fr": "La réponse vient sous {delai}.", "en": "You hear within {delai}."},
        "questions": {"fr": ["sous combien de temps répondez-vous ?"], "en": ["how long"]},
    }
    entry.update(changes)
    return {field: value for field, value in entry.items() if value is not None}


def dates_unquoted(text: str) -> str:
    """Return YAML whose dates are dates, as people write them."""
    return re.sub(r"'(\d{4}-\d\d-\d\d)'", r"\1", text)
