"""`loge demo`: the demonstration's data, and with `--year` a whole year of a contact centre."""

from typing import Annotated

import typer
from rich.console import Console
from rich.progress import Progress

from backend.clock import now
from backend.config import get_settings
from backend.db import single_unit
from backend.demo_year.service import load
from backend.supervisor.database import available
from backend.supervisor.prepare import load_demonstration, migrate
from knowledge import load as load_knowledge

screen = Console()


def run(
    year: Annotated[
        bool, typer.Option("--year", help="a simulated year of calls and conversations too")
    ] = False,
) -> None:
    """Load the demonstration's data; done twice, it doubles nothing."""
    settings = get_settings()
    with available(settings) as url:
        migrate(url)
        load_demonstration(settings.model_copy(update={"database_url": url}))
        if year:
            _load_year(url)


def _load_year(url: str) -> None:
    knowledge = load_knowledge(get_settings().knowledge_dir)
    with Progress(console=screen) as bar, single_unit(url) as session:
        task = bar.add_task("a year", total=None)
        written = load(
            session,
            knowledge,
            now=now(),
            progress=lambda done, total: bar.update(task, completed=done, total=total),
        )
    screen.print(
        f"{written} calls and conversations were written"
        if written
        else "the year is there already"
    )


if __name__ == "__main__":
    typer.run(run)
