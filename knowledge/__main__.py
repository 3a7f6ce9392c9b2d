"""`python -m knowledge check`, `ask "…"`, `docs` and `training`: the knowledge from a terminal."""

from __future__ import annotations

import argparse
import sys
from datetime import UTC, datetime
from pathlib import Path

from knowledge.errors import KnowledgeInvalid
from knowledge.load import ROOT, load
from knowledge.pages import DOCS, outdated, write_pages
from knowledge.query import overdue
from knowledge.training import DESTINATION, write_training


def check(options: argparse.Namespace) -> int:
    """Print what the knowledge holds, and the entries whose check is due."""
    knowledge = load(options.root)
    for entry in overdue(knowledge, datetime.now(UTC).date()):
        sys.stdout.write(f"{entry.file} · {entry.id}: to be checked since {entry.review_by}\n")
    sys.stdout.write(f"knowledge: {len(knowledge.entries)} entries, none refused\n")
    return 0


def training(options: argparse.Namespace) -> int:
    """Write the training examples for Rasa."""
    count = write_training(load(options.root), options.to)
    sys.stdout.write(f"{options.to}: {count} examples\n")
    return 0


def docs(options: argparse.Namespace) -> int:
    """Write the pages that landlords read; with --check, only tell whether they are up to date."""
    knowledge = load(options.root)
    if not options.check:
        write_pages(knowledge, options.to)
        return 0
    late = outdated(knowledge, options.to)
    for path in late:
        sys.stdout.write(f"{path}: not up to date → run `python -m knowledge docs`\n")
    return int(bool(late))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m knowledge")
    commands = parser.add_subparsers(required=True)

    def command(name: str, run: object, about: str) -> argparse.ArgumentParser:
        added = commands.add_parser(name, help=about)
        added.set_defaults(run=run)
        added.add_argument("--root", type=Path, default=ROOT)
        return added

    command("training", training, "write Rasa's examples").add_argument(
        "--to", type=Path, default=DESTINATION
    )
    command("check", check, "tell every mistake")
    written = command("docs", docs, "write docs/faits.md and docs/a-confirmer.md")
    written.add_argument("--to", type=Path, default=DOCS)
    written.add_argument("--check", action="store_true", help="only tell what is not up to date")
    return parser


def main(arguments: list[str] | None = None) -> int:
    """Run one command; 1 when the files are refused, after printing every problem."""
    options = _parser().parse_args(arguments)
    try:
        return int(options.run(options))
    except KnowledgeInvalid as error:
        sys.stdout.write(f"{error}\n{len(error.problems)} problems\n")
        return 1


if __name__ == "__main__":
    sys.exit(main())
