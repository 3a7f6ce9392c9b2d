"""The texts of emergencies, from the knowledge base: they need neither Rasa nor a search."""

from dataclasses import dataclass

from sqlmodel import Session

from backend import safety
from backend.answers.telling import source_of
from backend.clock import now
from backend.library.edition import Holds
from backend.replies import Act, Outcome, Turn, Utterance
from knowledge import render_answer, tenant_entry


@dataclass(frozen=True)
class Emergencies:
    """Gives what is said first in a danger, with the line for those who cannot speak on SMS."""

    library: Holds

    def emergency(
        self, danger: safety.Danger, *, language: str, by_sms: bool, act: Act = Act.EMERGENCY
    ) -> Utterance:
        """Return the emergency's text in a language, its entries as sources."""
        knowledge = self.library.knowledge
        entries = [tenant_entry(knowledge, safety.ENTRY_OF[danger])]
        if by_sms:
            entries.append(tenant_entry(knowledge, safety.SMS_ENTRY))
        day = now().date()
        text = " ".join(render_answer(entry, language, day) for entry in entries)
        return Utterance(act, text=text, sources=tuple(map(source_of, entries)))

    def rescue(self, session: Session, turn: Turn) -> Outcome | None:
        """Return the general numbers for a danger that only Rasa saw; None where it is past.

        The reading before Rasa, which knows the messages before, named no danger: nor does this.
        """
        if safety.is_set_aside(turn.text):
            return None
        general = self.emergency(safety.Danger.OTHER, language=turn.language, by_sms=False)
        return Outcome((general,))
