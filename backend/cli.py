"""`loge`: every command of the project under one name."""

from typing import Annotated

import typer

from backend.api_keys.__main__ import app as keys
from backend.campaigns.__main__ import app as surveys
from backend.demo_year.__main__ import run as load_demonstration
from backend.imports.__main__ import run as import_file
from backend.supervisor.__main__ import cli as product
from knowledge.__main__ import main as run_knowledge

cli = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="Loge, from a terminal: the product, its knowledge, its imports, its keys.",
)
cli.registered_commands += product.registered_commands
cli.command("import")(import_file)
cli.command("demo")(load_demonstration)
cli.add_typer(surveys, name="survey", help="The questionnaires put to a landlord's tenants.")
cli.add_typer(keys, name="keys", help="The keys of a landlord's systems.")


@cli.command(
    context_settings={
        "ignore_unknown_options": True,
        "allow_interspersed_args": False,
        "help_option_names": [],
    }
)
def knowledge(words: Annotated[list[str] | None, typer.Argument()] = None) -> None:
    """Check the facts, ask them a question, write the pages: `loge knowledge --help`."""
    raise typer.Exit(run_knowledge(words or ["--help"], program="loge knowledge"))
