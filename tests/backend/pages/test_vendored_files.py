"""What is vendored is what was released: file, version and licence."""

import hashlib
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
FOLDERS = (ROOT / "backend/pages/static/vendor", ROOT / "tests/vendor")


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.parts[-2])
def test_each_vendored_file_is_the_released_one(folder: Path) -> None:
    declared = tomllib.loads((folder / "VENDOR.toml").read_text())["file"]

    for file in declared:
        found = hashlib.sha256((folder / file["name"]).read_bytes()).hexdigest()
        assert found == file["sha256"], file["name"]


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.parts[-2])
def test_nothing_is_vendored_without_its_version_and_licence(folder: Path) -> None:
    declared = tomllib.loads((folder / "VENDOR.toml").read_text())["file"]

    named = {file["name"] for file in declared} | {file["licence_file"] for file in declared}
    assert {path.name for path in folder.iterdir()} == named | {"VENDOR.toml"}
