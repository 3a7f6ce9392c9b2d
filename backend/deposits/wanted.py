"""What a deposit page says is wanted: the entry of the knowledge that is about it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from babel.dates import format_date

from backend.answers.phrases import with_status
from backend.deposits.models import Purpose
from knowledge import Knowledge, render_answer
from knowledge.errors import FactNotFound
from knowledge.model import Entry
from knowledge.query import tenant_entries, value_on

# Where a landlord's documents say nothing of what is wanted, nothing is listed.
ENTRIES = {
    (Purpose.APPLICANT, "office64"): "office64-papiers-caleol",
    (Purpose.TAX_NOTICE, "office64"): "office64-sls-avis-imposition",
}
_LIST = "papiers"


@dataclass(frozen=True)
class Wanted:
    """What is asked for, one by one where the entry lists it, in its words and with its source."""

    things: tuple[str, ...]
    text: str
    document: str
    date: str
    is_machine_made: bool


def wanted(
    knowledge: Knowledge, purpose: Purpose, landlord: str | None, language: str, day: date
) -> Wanted | None:
    """Return what the knowledge in force says; None where no entry of the landlord does."""
    wished = ENTRIES.get((purpose, landlord or ""))
    entry = next((e for e in tenant_entries(knowledge, landlord) if e.id == wished), None)
    if entry is None:
        return None
    try:
        told = with_status(render_answer(entry, language, day), entry, language)
        things = _listed(entry, language, day)
    except FactNotFound:
        return None
    return Wanted(
        things,
        told,
        entry.source.document,
        format_date(entry.source.date, "long", locale=language),
        entry.is_machine_made(language),
    )


def _listed(entry: Entry, language: str, day: date) -> tuple[str, ...]:
    fact = entry.values.get(_LIST)
    if fact is None:
        return ()
    value = value_on(fact, day).value
    told = value.get(language, value["fr"]) if isinstance(value, Mapping) else value
    return tuple(told) if isinstance(told, tuple) else (str(told),)
