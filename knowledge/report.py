"""Tell what is wrong in a file: where, what, and what to write instead."""

from __future__ import annotations

from knowledge.errors import Problem
from knowledge.yaml_reader import Document, Place

_DAY = "write YYYY-MM-DD, as 2024-06-06"
_MENDS = {
    "id": "write `id: landlord-words`, in small letters, that no other entry has",
    "title": 'write `title: "A few French words"`',
    "audience": "write `audience: [tenant]`: tenant, applicant, partner, representative, agent",
    "visibility": "write `visibility: public`, `desk` (agents) or `restricted` (authorised staff)",
    "status": "write `status: in-force`, or how far the source allows to tell it",
    "facts": "write `facts: [id, id]`, the ids of `knowledge/facts.yaml`",
    "hedged": "write `hedged: [id]`, facts of this entry that its own words tell with care",
    "source": 'write `source: {document: "…", section: "…", date: 2024-06-06}`',
    "source.document": 'write `document: "…"`, the title of the document',
    "source.section": 'write `section: "…"`, where in the document it stands',
    "source.date": f"{_DAY}, the day of the document",
    "checked_on": f"{_DAY}, the day somebody last compared it with the source",
    "review_by": f"{_DAY}, the day it is to be compared again",
    "answer": 'write `answer: {fr: "…"}`',
    "answer.fr": 'write `fr: "…"`: every answer is in French at least',
    "questions": 'write `questions: {fr: ["…", "…"]}`, as people type them',
    "questions.fr": 'write `fr: ["…", "…"]`, as people type them',
    "values": "write `values: {name: {unit: hours, on: {2024-06-06: 48}}}`",
    "contact.profile": "write `profile: tenant`, or whom the contact point is for",
    "landlord": "write a name of `knowledge/landlords.yaml`, or `national`",
    "topic": "write small letters and hyphens, as `contact-points`",
    "entries": "write `entries:` and under it one `- id: …` for each",
}


class Reporter:
    """Collects what is wrong in one entry, with the line where it stands."""

    def __init__(
        self,
        file: str,
        entry: str,
        problems: list[Problem],
        document: Document | None = None,
        place: Place = (),
    ) -> None:
        self.file, self.entry = file, entry
        self._problems, self._document, self._place = problems, document or Document(), place

    def tell(self, field: str, message: str, mend: str = "", *, at: str = "") -> None:
        """Note one problem of this entry; `at` is a part of the field, where one is to blame."""
        named = ".".join(part for part in (field, at) if part)
        line = self._document.line((*self._place, *(part for part in named.split(".") if part)))
        told = mend or _MENDS.get(field, "")
        self._problems.append(Problem(self.file, line, self.entry, field, message, told))

    def of_entry(self, entry: str, place: Place) -> Reporter:
        """Return a reporter for one entry of the same file."""
        return Reporter(self.file, entry, self._problems, self._document, place)
