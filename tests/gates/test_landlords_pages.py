"""The pages that landlords read are written from the knowledge, and must not lag behind it."""

from backend.config import ROOT
from knowledge.pages import outdated
from tests.shipped import shipped


def test_the_pages_of_docs_say_what_the_knowledge_says() -> None:
    late = outdated(shipped(), ROOT / "docs")

    assert late == [], "run `python -m knowledge docs`, and commit what it writes"
