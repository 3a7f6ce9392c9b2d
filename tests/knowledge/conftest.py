"""A small knowledge base of its own for the loader's tests, and the real one, loaded once."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from knowledge import Knowledge
from knowledge.search import Searcher
from tests.knowledge.entries import Write, dates_unquoted
from tests.shipped import edition, shipped


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write entries to `<landlord>/<topic>.yaml` under a folder of the test, and return it."""

    def _write(
        *entries: Mapping[str, Any], landlord: str = "office64", topic: str = "delays"
    ) -> Path:
        body = {"landlord": landlord, "topic": topic, "entries": list(entries)}
        folder = tmp_path / landlord
        folder.mkdir(exist_ok=True)
        text = yaml.safe_dump(body, allow_unicode=True, sort_keys=False)
        (folder / f"{topic}.yaml").write_text(dates_unquoted(text), encoding="utf-8")
        (tmp_path / "landlords.yaml").write_text(
            "office64: {name: Office64, territories: [cclo]}\nrochefort: {name: Rochefort}\n"
            "cclo: {name: CCLO, territory: true}\n",
            encoding="utf-8",
        )
        (tmp_path / "glossary.yaml").write_text("names: [Office64]\n", encoding="utf-8")
        return tmp_path

    return _write


@pytest.fixture(scope="session")
def knowledge() -> Knowledge:
    """The knowledge base that is shipped."""
    return shipped()


@pytest.fixture(scope="session")
def searcher() -> Searcher:
    """The search over the knowledge base that is shipped."""
    return edition().tenants
