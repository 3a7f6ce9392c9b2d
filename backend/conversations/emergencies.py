"""The texts of emergencies, from the knowledge base: they need neither Rasa nor a search."""

from dataclasses import dataclass

from backend import safety
from backend.clock import now
from backend.replies import Act, SourceRef, Utterance
from knowledge import Entry, Knowledge, render_answer, tenant_entry

_SMS_LINE = "urgence-sms-114"


@dataclass(frozen=True)
class Emergencies:
    """Gives what is said first in a danger, with the line for those who cannot speak on SMS."""

    knowledge: Knowledge

    def emergency(self, danger: safety.Danger, *, language: str, by_sms: bool) -> Utterance:
        """Return the emergency's text in a language, its entries as sources."""
        entries = [tenant_entry(self.knowledge, safety.ENTRY_OF[danger])]
        if by_sms:
            entries.append(tenant_entry(self.knowledge, _SMS_LINE))
        day = now().date()
        text = " ".join(render_answer(entry, language, day) for entry in entries)
        return Utterance(Act.EMERGENCY, text=text, sources=tuple(map(_source, entries)))


def _source(entry: Entry) -> SourceRef:
    source = entry.source
    return SourceRef(entry.id, entry.title, source.document, source.section, source.date)
