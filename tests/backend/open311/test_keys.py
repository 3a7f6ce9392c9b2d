"""The command that makes keys: shown once, listed without them, ended at once."""

import re

import pytest
from typer.testing import CliRunner

from backend.api_keys import service
from backend.api_keys.errors import KeyRefused
from backend.cli import cli
from backend.config import get_settings
from backend.db import UnitOfWork
from tests.backend.conversations.people import NOW


def test_a_key_is_shown_once_works_for_its_landlord_and_is_ended(
    begin: UnitOfWork, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", database_url)
    get_settings.cache_clear()

    def run(*words: str) -> str:
        called = CliRunner().invoke(cli, ["keys", *words, "--landlord", "office64"])
        assert called.exit_code == 0, called.output
        return called.output

    made = run("issue", "ERP", "--scope", "file")
    key = re.findall(r"loge_\S+", made)[0]
    with begin() as session:
        assert service.check(session, key, landlord="office64", now=NOW).scopes == ["file"]
        with pytest.raises(KeyRefused):
            service.check(session, key, landlord="rochefort", now=NOW)
    listed = run("list")
    run("revoke", "1")
    get_settings.cache_clear()

    assert key not in listed
    assert "2026-" in listed
    with begin() as session, pytest.raises(KeyRefused):
        service.check(session, key, landlord="office64", now=NOW)
