"""House rules that a reader could forget."""

import ast
import importlib
import pkgutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

import backend
from backend.config import ROOT, Settings
from backend.errors import AppError
from backend.i18n import LANGUAGES, LOCALE
from knowledge.query import tenant_entries
from tests.shipped import shipped

OURS = ("backend", "channels", "knowledge", "bot/actions")


def sources() -> Iterator[Path]:
    """Return our Python files."""
    for folder in OURS:
        yield from (ROOT / folder).rglob("*.py")


def imports(path: Path) -> set[str]:
    """Return the modules that a file imports."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {name.name for name in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
            found |= {f"{node.module}.{name.name}" for name in node.names}
    return found


def importers_of(module: str) -> set[str]:
    """Return the files that import a module or something in it."""
    return {
        str(path.relative_to(ROOT))
        for path in sources()
        if any(name == module or name.startswith(f"{module}.") for name in imports(path))
    }


def test_only_one_module_knows_the_job_engine() -> None:
    assert importers_of("procrastinate") == {"backend/jobs.py"}


def test_only_the_composition_root_knows_the_actions() -> None:
    outside = {path for path in importers_of("bot") if not path.startswith("bot/actions/")}
    assert outside == {"backend/app.py"}


AGENTS_ROOMS = ("backend/console/", "backend/library/")
_READS_ALL = {"desk_entries", "entries"}


def reads_what_is_hidden(path: Path) -> bool:
    """Does a file ask the knowledge for more than a tenant may be told?"""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.keyword) and node.arg in {"desk", "authorised"}:
            if isinstance(node.value, ast.Constant) and node.value.value is True:
                return True
        if isinstance(node, ast.alias) and node.name == "desk_entries":
            return True
        if isinstance(node, ast.Attribute) and node.attr in _READS_ALL:
            if ast.unparse(node.value).endswith("knowledge"):
                return True
    return False


def test_only_the_agents_rooms_read_what_is_not_public() -> None:
    outside = {
        str(path.relative_to(ROOT))
        for path in sources()
        if reads_what_is_hidden(path) and ROOT / "knowledge" not in path.parents
    }
    assert {path for path in outside if not path.startswith(AGENTS_ROOMS)} == set()


def test_no_service_commits() -> None:
    guilty = [
        str(path.relative_to(ROOT))
        for path in sources()
        if path.name in {"service.py", "queries.py"} and ".commit(" in path.read_text()
    ]
    assert guilty == []


def all_errors() -> list[type[AppError]]:
    """Return every error of the backend."""
    for module in pkgutil.walk_packages(backend.__path__, "backend."):
        if module.name.endswith((".errors", ".service", ".rasa_door")):
            importlib.import_module(module.name)
    found, queue = [], [AppError]
    while queue:
        kind = queue.pop()
        found.append(kind)
        queue += kind.__subclasses__()
    return found


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_error_has_words_for_who_reads_it(language: str) -> None:
    with (LOCALE / language / "errors.po").open("rb") as file:
        told = {str(message.id) for message in read_po(file) if message.string}

    assert {kind.type for kind in all_errors()} - told == set()


def test_no_two_errors_share_a_type() -> None:
    types = [kind.type for kind in all_errors()]
    assert sorted(types) == sorted(set(types))


def test_every_public_answer_is_sourced_and_in_french_at_least() -> None:
    for entry in tenant_entries(shipped()):
        assert entry.source.document
        assert entry.source.section
        assert entry.answer["fr"]
        assert entry.questions


def test_no_secret_has_a_default() -> None:
    secrets = [
        name
        for name, field in Settings.model_fields.items()
        if "SecretStr" in str(field.annotation) and field.default.get_secret_value()
    ]
    assert secrets == []
