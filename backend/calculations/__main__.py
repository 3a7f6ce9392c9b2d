"""`python -m backend.calculations docs`: writes the landlord's page; `--check` only compares."""

import sys
from pathlib import Path

from backend.calculations.page import page
from backend.config import ROOT
from knowledge import load

PAGE = ROOT / "docs" / "calculateurs.md"


def main(words: list[str], to: Path = PAGE) -> int:
    """Write the page, or tell whether it is up to date."""
    if words not in (["docs"], ["docs", "--check"]):
        sys.stderr.write("usage: python -m backend.calculations docs [--check]\n")
        return 2
    written = page(load())
    if words == ["docs"]:
        to.write_text(written, encoding="utf-8")
        return 0
    if to.is_file() and to.read_text(encoding="utf-8") == written:
        return 0
    sys.stdout.write(f"{to}: not up to date → run `python -m backend.calculations docs`\n")
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
