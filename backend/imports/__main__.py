"""`python -m backend.imports KIND FILE --landlord ID`: import one file, with a progress bar."""

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import Progress

from backend.clock import now
from backend.config import get_settings
from backend.db import single_unit
from backend.imports.errors import FileRefused
from backend.imports.kinds import KINDS
from backend.imports.service import Report, import_file

_SHOWN = 50
screen = Console()


def run(
    kind: Annotated[str, typer.Argument(help=", ".join(KINDS))],
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False)],
    landlord: Annotated[str, typer.Option(help="the landlord whose data it is")],
    report: Annotated[Path | None, typer.Option(help="where to write the lines left out")] = None,
) -> None:
    """Import a CSV or XLSX file; the good lines are written, the others told with their reason."""
    content = file.read_bytes()
    url = get_settings().database_url
    rows = max(1, content.count(b"\n"))
    try:
        with Progress(console=screen) as bar, single_unit(url) as session:
            task = bar.add_task(file.name, total=rows)
            told = import_file(
                session,
                content,
                kind=kind,
                landlord=landlord,
                now=now(),
                progress=lambda done: bar.update(task, completed=done, total=max(rows, done)),
            )
    except FileRefused as error:
        screen.print(f"[red]{error.detail}[/red] {error.data}")
        raise typer.Exit(1) from error
    _tell(told, report)


def _tell(told: Report, report: Path | None) -> None:
    screen.print(
        f"{told.read} rows read: {told.created} added, {told.updated} changed,"
        f" {told.unchanged} unchanged, {len(told.refusals)} left out"
    )
    for one in told.refusals[:_SHOWN]:
        screen.print(f"  line {one.line}, {one.column}: {one.reason}")
    if len(told.refusals) > _SHOWN:
        screen.print(f"  … and {len(told.refusals) - _SHOWN} more")
    if report is not None:
        lines = "".join(f"{one.line};{one.column};{one.reason}\n" for one in told.refusals)
        report.write_text("line;column;reason\n" + lines, encoding="utf-8")


if __name__ == "__main__":
    typer.run(run)
