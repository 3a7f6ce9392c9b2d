"""`python -m knowledge check` and `python -m knowledge training`."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from knowledge.errors import KnowledgeInvalid
from knowledge.load import ROOT, load
from knowledge.query import overdue
from knowledge.training import DESTINATION, write_training


def check(options: argparse.Namespace) -> None:
    """Print what the knowledge holds, and the entries whose check is due."""
    knowledge = load(options.root)
    today = datetime.now(UTC).date()
    for entry in overdue(knowledge, today):
        sys.stdout.write(f"{entry.file} · {entry.id}: to be checked since {entry.review_by}\n")
    sys.stdout.write(f"knowledge: {len(knowledge.entries)} entries, none refused\n")


def training(options: argparse.Namespace) -> None:
    """Write the training examples for Rasa."""
    count = write_training(load(options.root), options.to)
    sys.stdout.write(f"{options.to}: {count} examples\n")


def main(arguments: list[str] | None = None) -> int:
    """Run one command; 1 when the files are refused, after printing every problem."""
    parser = argparse.ArgumentParser(prog="python -m knowledge")
    parser.add_argument("command", choices=("check", "training"))
    parser.add_argument("--root", type=Path, default=ROOT)
    parser.add_argument("--to", type=Path, default=DESTINATION)
    options = parser.parse_args(arguments)
    commands: dict[str, Callable[[argparse.Namespace], None]] = {
        "check": check,
        "training": training,
    }
    try:
        commands[options.command](options)
    except KnowledgeInvalid as error:
        sys.stdout.write(f"{error}\n{len(error.problems)} problems\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
