"""The pages that landlords read are written from the knowledge, and must not lag behind it."""

from backend.config import ROOT
from knowledge import load
from knowledge.pages import outdated


def test_the_pages_of_docs_say_what_the_knowledge_says() -> None:
    late = outdated(load(), ROOT / "docs")

    assert late == [], "run `python -m knowledge docs`, and commit what it writes"
