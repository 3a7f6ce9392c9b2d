"""An entry as it is told: as what it is, with its landlord's name where that is needed."""

from dataclasses import replace
from datetime import date

from backend.answers.landlords import tells_name
from backend.answers.phrases import with_status
from backend.i18n import render
from backend.replies import Act, SourceRef, Utterance
from knowledge.model import Entry, Knowledge
from knowledge.render import render_answer, render_easy


def told(
    knowledge: Knowledge, entry: Entry, *, landlord: str | None, language: str, day: date
) -> Utterance:
    """Return the answer that an entry is, for a landlord's tenant, or an unknown one's.

    Raises FactNotFound where a value does not hold yet on `day`.
    """
    text = with_status(render_answer(entry, language, day), entry, language)
    text = text if landlord else naming(knowledge, entry, text, language)
    easy = _easy(knowledge, entry, landlord, language, day)
    source = replace(source_of(entry), machine_made=entry.is_machine_made(language))
    return Utterance(
        Act.ANSWER, text=text, sources=(source,), easy=easy, easy_unread=entry.is_easy_unread
    )


def _easy(
    knowledge: Knowledge, entry: Entry, landlord: str | None, language: str, day: date
) -> str | None:
    """Return the easy text as what it is: a proposal is told as one in plain words too."""
    text = render_easy(entry, language, day)
    if text is None:
        return None
    text = with_status(text, entry, language)
    return text if landlord else naming(knowledge, entry, text, language)


def naming(knowledge: Knowledge, entry: Entry, text: str, language: str) -> str:
    """Put the landlord's name before a text for its tenants only, unless the text tells it."""
    landlord = knowledge.landlords.get(entry.landlord)
    if landlord is None or tells_name(landlord, text):
        return text
    return render("answer_of_landlord", {"landlord": landlord.name, "text": text}, language)


def source_of(entry: Entry) -> SourceRef:
    """Return what an answer says of where it comes from."""
    source = entry.source
    return SourceRef(
        entry.id,
        entry.title,
        source.document,
        source.section,
        source.date,
        amended=entry.amended_on,
    )
