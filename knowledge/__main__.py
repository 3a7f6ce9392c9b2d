"""`python -m knowledge check`, `ask "…"`, `docs` and `training`: the knowledge from a terminal."""

from __future__ import annotations

import argparse
import sys
from datetime import UTC, datetime
from pathlib import Path

from knowledge.asking import explain
from knowledge.errors import KnowledgeInvalid
from knowledge.load import ROOT, load
from knowledge.model import LANGUAGES
from knowledge.pages import DOCS, outdated, write_pages
from knowledge.shortfalls import asked_most, shortfalls, taken_questions
from knowledge.training import DESTINATION, write_training


def check(options: argparse.Namespace) -> int:
    """Print what the knowledge holds and what it still lacks; what breaks a rule is refused."""
    knowledge = load(options.root)
    found = shortfalls(knowledge, asked_most(options.root), datetime.now(UTC).date())
    if options.rank:
        found["questions that another entry answers"] = taken_questions(knowledge)
    for kind, told in found.items():
        shown = told if options.verbose else told[: options.most]
        sys.stdout.write("".join(f"  {line}\n" for line in shown))
        more = f", {len(told) - len(shown)} not shown (--verbose)" if len(told) > len(shown) else ""
        sys.stdout.write(f"warning: {len(told)} {kind}{more}\n" if told else f"none: {kind}\n")
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


def ask(options: argparse.Namespace) -> int:
    """Print the entries that a question finds, and what is told of the best."""
    told = explain(
        load(options.root),
        options.question,
        landlord=options.landlord,
        language=options.language,
        desk=options.desk,
        day=datetime.now(UTC).date(),
    )
    sys.stdout.write(told + "\n")
    return 0


def _parser(program: str) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog=program)
    commands = parser.add_subparsers(required=True)

    def command(name: str, run: object, about: str) -> argparse.ArgumentParser:
        added = commands.add_parser(name, help=about)
        added.set_defaults(run=run)
        added.add_argument("--root", type=Path, default=ROOT)
        return added

    checked = command("check", check, "tell every mistake, and what is still wanting")
    checked.add_argument("--rank", action="store_true", help="look for questions taken (slow)")
    checked.add_argument("--verbose", action="store_true", help="name everything that is wanting")
    checked.add_argument("--most", type=int, default=3, help="how many of each are named")
    command("training", training, "write Rasa's examples").add_argument(
        "--to", type=Path, default=DESTINATION
    )
    written = command("docs", docs, "write docs/faits.md and docs/a-confirmer.md")
    written.add_argument("--to", type=Path, default=DOCS)
    written.add_argument("--check", action="store_true", help="only tell what is not up to date")
    asked = command("ask", ask, "what a question finds, and why")
    asked.add_argument("question")
    asked.add_argument("--landlord", help="whose tenant asks; nobody's where it is left out")
    asked.add_argument("--language", choices=LANGUAGES, default="fr")
    asked.add_argument("--desk", action="store_true", help="ask as an agent")
    return parser


def main(arguments: list[str] | None = None, *, program: str = "python -m knowledge") -> int:
    """Run one command; 1 when the files are refused, after printing every problem."""
    options = _parser(program).parse_args(arguments)
    try:
        return int(options.run(options))
    except KnowledgeInvalid as error:
        sys.stdout.write(f"{error}\n{len(error.problems)} problems\n")
        return 1


if __name__ == "__main__":
    sys.exit(main())
