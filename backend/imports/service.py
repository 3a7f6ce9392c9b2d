"""One import, in one unit of work: staged by COPY, checked against what is there, then written."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import text
from sqlmodel import Session

from backend.db import driver_of
from backend.imports.checking import Checked, Refusal
from backend.imports.errors import FileRefused
from backend.imports.kind import Check, Kind
from backend.imports.kinds import KINDS
from backend.imports.reading import read

Progress = Callable[[int], None]
_EACH = 1_000


@dataclass(frozen=True)
class Report:
    """What an import did: rows read, added, changed, and the lines left out, in their order."""

    read: int
    created: int
    updated: int
    refusals: tuple[Refusal, ...]

    @property
    def unchanged(self) -> int:
        """The rows that said what was known already."""
        return self.read - self.created - self.updated - len(self.refusals)


def import_file(
    session: Session,
    content: bytes,
    *,
    kind: str,
    landlord: str,
    now: datetime,
    progress: Progress = lambda _: None,
) -> Report:
    """Import one file of a landlord; the good lines are written, the others reported.

    Raises FileRefused, and then nothing is written.
    """
    if kind not in KINDS:
        raise FileRefused("unknown-kind", kinds=list(KINDS))
    chosen = KINDS[kind]
    checked = Checked(chosen, read(content))
    _stage(session, chosen, checked, progress)
    refusals = [*checked.refusals]
    held = {"landlord": landlord, "now": now}
    for check in chosen.checks:
        refusals += _refused(session, check, held)
    written = session.execute(text(chosen.write), held).scalars().all()
    session.execute(text("DROP TABLE import_row"))
    created = sum(map(bool, written))
    return Report(checked.read, created, len(written) - created, tuple(sorted(refusals, key=_line)))


def _line(refusal: Refusal) -> int:
    return refusal.line


def _stage(session: Session, kind: Kind, checked: Checked, progress: Progress) -> None:
    """Copy the rows into a table of this unit of work."""
    names = [*(column.name for column in kind.columns), *kind.drawn]
    columns = ", ".join(f"{name} text" for name in names)
    session.execute(text(f"CREATE TEMP TABLE import_row (line int, {columns}) ON COMMIT DROP"))
    cursor = driver_of(session).cursor()
    with cursor.copy(f"COPY import_row (line, {', '.join(names)}) FROM STDIN") as copy:
        for number, (line, fields) in enumerate(checked.rows(), 1):
            copy.write_row((line, *fields, *(draw() for draw in kind.drawn.values())))
            if number % _EACH == 0:
                progress(checked.read)
    progress(checked.read)
    session.execute(text("ANALYZE import_row"))


def _refused(session: Session, check: Check, held: Mapping[str, object]) -> list[Refusal]:
    """Take out the rows that a check refuses, and return them."""
    statement = f"DELETE FROM import_row r WHERE {check.refuses} RETURNING r.line"  # noqa: S608
    lines = session.execute(text(statement), held).scalars()
    return [Refusal(line, check.column, check.reason) for line in lines]
