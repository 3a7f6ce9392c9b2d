"""A sample as a file: the tenants' references, and what the landlord knows of their categories."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from sqlmodel import Session

from backend.campaigns import case_queries
from backend.campaigns.questionnaire import UNSAID, Question, Questionnaire
from backend.campaigns.reading import Given, read
from backend.campaigns.service import AGENCY, cell_name
from backend.imports.checking import Refusal
from backend.imports.columns import fold
from backend.imports.errors import FileRefused
from backend.imports.reading import Row, Sheet
from backend.imports.reading import read as read_sheet
from backend.imports.tenancy import REFERENCE

# What exports call the dimensions; a question's own code is a header too.
_HEADERS = {
    "age": ("age", "tranche d age", "tranche age"),
    "csp": ("csp", "pcs", "categorie socioprofessionnelle", "categorie socio professionnelle"),
}


@dataclass
class Sampled:
    """Who is in a file, each with the categories that are known, and the lines left out."""

    people: list[tuple[int, dict[str, str]]] = field(default_factory=list)
    refusals: list[Refusal] = field(default_factory=list)


def read_sample(
    session: Session, landlord: str, questionnaire: Questionnaire, content: bytes
) -> Sampled:
    """Read a CSV or XLSX file of references with one column for each dimension of the quotas.

    A category is written as the questionnaire would hear it: an age in years, a label, a number.
    Where the file is silent it is not known, and asked. The agency is the one of the residence.
    Raises FileRefused for a file that cannot be taken as a whole.
    """
    sheet = read_sheet(content)
    columns = _Columns(questionnaire, _places(sheet, questionnaire))
    people = {
        reference: (person, agency)
        for reference, person, agency in case_queries.people(session, landlord)
    }
    sampled, seen, alike = Sampled(), set[str](), dict[str, dict[str, str]]()
    for line, row in sheet.rows:
        reference = _field(row, columns.places[""])
        if reference in seen or reference not in people:
            reason = "twice-in-the-file" if reference in seen else "not-found"
            sampled.refusals.append(Refusal(line, "reference", reason))
            continue
        seen.add(reference)
        person, agency = people[reference]
        known = {AGENCY: str(agency)} if agency is not None else {}
        known |= columns.known((line, row), sampled.refusals)
        sampled.people.append((person, alike.setdefault(cell_name(known), known)))
    return sampled


def _places(sheet: Sheet, questionnaire: Questionnaire) -> dict[str, int]:
    """Return where the reference ("") and each dimension stand, -1 for what is not there."""
    headers = [fold(header) for header in sheet.headers]
    wanted: dict[str, Sequence[str]] = {"": REFERENCE}
    for name, question in questionnaire.dimensions.items():
        wanted[name] = (name, question.code, *_HEADERS.get(name, ()))
    places = {name: _place(headers, known) for name, known in wanted.items()}
    if places[""] < 0:
        raise FileRefused("column-missing", column="reference", headers=list(REFERENCE))
    return places


def _place(headers: Sequence[str], known: Sequence[str]) -> int:
    folded = {fold(one) for one in known}
    return next((at for at, header in enumerate(headers) if header in folded), -1)


def _field(row: Sequence[str], place: int) -> str:
    return row[place] if 0 <= place < len(row) else ""


@dataclass
class _Columns:
    """Where each dimension stands in a file; what is written in many lines is heard once."""

    questionnaire: Questionnaire
    places: Mapping[str, int]
    heard: dict[tuple[str, str], str | None] = field(default_factory=dict)

    def known(self, at: Row, refusals: list[Refusal]) -> Iterator[tuple[str, str]]:
        """Yield the categories that a line tells; what cannot be read is reported, not known."""
        line, row = at
        for name, question in self.questionnaire.dimensions.items():
            written = _field(row, self.places[name])
            if (name, written) not in self.heard:
                self.heard[name, written] = _category(question, written)
            category = self.heard[name, written]
            if category:
                yield name, category
            elif written:
                refusals.append(Refusal(line, name, "not-a-category"))


def _category(question: Question, written: str) -> str | None:
    said = read(question, written)
    if not isinstance(said, Given) or len(said.numbers) != 1:
        return None
    [number] = said.numbers
    return None if number in UNSAID else str(number)
