"""`loge keys issue|list|revoke`: the keys of a landlord's systems."""

from contextlib import AbstractContextManager
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table
from sqlmodel import Session

from backend.api_keys import service
from backend.api_keys.errors import KeyNotFound
from backend.api_keys.models import Scope
from backend.clock import now
from backend.config import get_settings
from backend.db import single_unit

app = typer.Typer(no_args_is_help=True, add_completion=False)
screen = Console()
Landlord = Annotated[str, typer.Option(help="the landlord whose key it is")]


def _unit_of_work() -> AbstractContextManager[Session]:
    return single_unit(get_settings().database_url)


@app.command()
def issue(
    name: Annotated[str, typer.Argument(help="the system that will use it")],
    landlord: Landlord,
    scope: Annotated[list[Scope], typer.Option(help="what it may do; once for each")],
) -> None:
    """Make a key and show it, once."""
    with _unit_of_work() as session:
        made, key = service.issue(session, landlord=landlord, name=name, scopes=scope, now=now())
    screen.print(f"key {made.id} for {name}: write it down, it is not shown again")
    screen.print(key, soft_wrap=True, highlight=False)


@app.command(name="list")
def show(landlord: Landlord) -> None:
    """Show a landlord's keys, with what they may do and when they were used last."""
    table = Table("id", "name", "scopes", "made", "used", "revoked")
    with _unit_of_work() as session:
        for one in service.keys(session, landlord):
            moments = (one.created_at, one.used_at, one.revoked_at)
            told = (f"{moment:%Y-%m-%d %H:%M}" if moment else "–" for moment in moments)
            table.add_row(str(one.id), one.name, ", ".join(one.scopes), *told)
    screen.print(table)


@app.command()
def revoke(key: Annotated[int, typer.Argument(help="its id")], landlord: Landlord) -> None:
    """End a key for good, at once."""
    try:
        with _unit_of_work() as session:
            service.revoke(session, landlord, key, now=now())
    except KeyNotFound as error:
        screen.print(f"[red]{error.detail}[/red]")
        raise typer.Exit(1) from error
    screen.print(f"key {key} is revoked")


if __name__ == "__main__":
    app()
