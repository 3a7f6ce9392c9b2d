"""The command line: `python -m backend.supervisor run | train | prepare`."""

import sys

import typer
from pydantic import ValidationError

from backend.config import ROOT, get_settings
from backend.supervisor.terminal import Terminal

cli = typer.Typer(add_completion=False, pretty_exceptions_enable=False, help=__doc__)


@cli.command()
def run() -> None:
    """Prepare, start and watch the whole product until Ctrl-C."""
    from backend.supervisor.run import run as run_product

    terminal = Terminal()
    try:
        settings = get_settings()
    except ValidationError as error:
        for fault in error.errors(include_input=False):
            terminal.fail(f"{str(fault['loc'][0]).upper()}: {fault['msg']}")
        raise typer.Exit(1) from None
    raise typer.Exit(run_product(settings, terminal))


@cli.command()
def train() -> None:
    """Train the bot if its data changed."""
    from backend.supervisor.training import TrainingFailed, trained_model
    from knowledge.errors import KnowledgeError

    terminal = Terminal()
    try:
        model = trained_model(terminal.progress)
    except (TrainingFailed, KnowledgeError) as error:
        terminal.fail(f"the bot could not be trained:\n{error}")
        sys.exit(1)
    terminal.say(f"trained: {model.relative_to(ROOT)}")


@cli.command()
def prepare() -> None:
    """Bring the database's tables up to date and load the demonstration."""
    from backend.supervisor.prepare import load_demonstration, migrate

    settings = get_settings()
    migrate(settings.database_url)
    if settings.demo:
        load_demonstration(settings)


if __name__ == "__main__":
    cli()
