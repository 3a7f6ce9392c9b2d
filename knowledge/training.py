"""Ways of asking → Rasa's training examples for the intent `ask`.

Rasa only has to see that a question is asked; which entry answers it is ranked by `search`.
"""

from __future__ import annotations

import re
from pathlib import Path

from knowledge.model import LANGUAGES, Knowledge
from knowledge.query import tenant_entries
from knowledge.search_text import fold

INTENT = "ask"
DESTINATION = Path("bot/data/.generated/knowledge.yml")
_MARKUP = re.compile(r"[\[\](){}]")


def examples(knowledge: Knowledge) -> list[str]:
    """Return every way of asking once, of public entries only, in an order that never changes.

    Two examples that fold to the same text count as one; Rasa's entity markup is taken out.
    """
    found: dict[str, str] = {}
    for entry in sorted(tenant_entries(knowledge), key=lambda entry: entry.id):
        for language in LANGUAGES:
            for question in entry.questions.get(language, ()):
                plain = " ".join(_MARKUP.sub(" ", question).split())
                if plain:
                    found.setdefault(fold(plain), plain)
    return list(found.values())


def training_yaml(knowledge: Knowledge) -> str:
    """Return Rasa's NLU file; the same knowledge gives the same bytes."""
    lines = ['version: "3.1"', "nlu:", f"  - intent: {INTENT}", "    examples: |"]
    lines += [f"      - {example}" for example in examples(knowledge)]
    return "\n".join(lines) + "\n"


def write_training(knowledge: Knowledge, destination: Path = DESTINATION) -> int:
    """Write the file, its folder too; return how many examples it holds."""
    destination.parent.mkdir(parents=True, exist_ok=True)
    destination.write_text(training_yaml(knowledge), encoding="utf-8")
    return len(examples(knowledge))
