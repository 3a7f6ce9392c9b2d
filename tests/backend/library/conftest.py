"""A library over a small folder of files, two supervisors and an agent."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml

from backend.agents.models import Agent, Role
from backend.db import UnitOfWork
from backend.library.library import Library
from knowledge.load import ROOT
from tests.knowledge.entries import an_entry, dates_unquoted

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)

Write = Callable[..., None]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A folder of facts with one entry of Office64 and a national one."""
    (tmp_path / "landlords.yaml").write_text(
        "office64: {name: Office64 de l'Habitat}\nrochefort: {name: Rochefort Habitat Océan}\n"
    )
    (tmp_path / "glossary.yaml").write_bytes((ROOT / "glossary.yaml").read_bytes())
    write(tmp_path, "office64", an_entry())
    write(tmp_path, "national", an_entry(id="national-delai", title="Délai légal"))
    return tmp_path


def write(root: Path, landlord: str, *entries: dict[str, Any]) -> None:
    """Write one landlord's file, dates as people write them."""
    (root / landlord).mkdir(exist_ok=True)
    body = {"landlord": landlord, "topic": "rules", "entries": list(entries)}
    text = dates_unquoted(yaml.safe_dump(body, allow_unicode=True, sort_keys=False))
    (root / landlord / "rules.yaml").write_text(text, encoding="utf-8")


class Moment:
    """A clock that the test sets."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Moment:
    return Moment()


@pytest.fixture
def library(root: Path, begin: UnitOfWork, clock: Moment) -> Library:
    """The library that a process has just opened."""
    return Library(root, begin, required=["demo-delai"], clock=clock)


@pytest.fixture
def people(begin: UnitOfWork) -> dict[str, Agent]:
    """The accounts, by what they are."""
    made = {
        "agent": Agent(login="a", name="CRC", password_hash="", landlord="office64"),
        "chief": Agent(
            login="c", name="Chef", password_hash="", landlord="office64", role=Role.SUPERVISOR
        ),
        "other": Agent(
            login="o", name="Autre", password_hash="", landlord="rochefort", role=Role.SUPERVISOR
        ),
    }
    with begin() as session:
        session.add_all(made.values())
    return made
