"""What stops a start before anything has started, and what the parts are handed."""

import io
import socket
from pathlib import Path

import pytest
from pydantic import SecretStr
from rich.console import Console

from backend.config import Settings
from backend.supervisor import keys, services
from backend.supervisor.run import CannotRun, only_supervisor, run
from backend.supervisor.terminal import Terminal


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data_dir=tmp_path / "data", port=services.free_port())


def test_a_second_supervisor_on_the_same_data_is_refused(settings: Settings) -> None:
    with (
        only_supervisor(settings),
        pytest.raises(CannotRun, match="already runs"),
        only_supervisor(settings),
    ):
        pass


def test_the_data_folder_is_free_again_after_the_supervisor(settings: Settings) -> None:
    with only_supervisor(settings):
        pass
    with only_supervisor(settings):
        pass


def test_a_taken_port_is_said_before_anything_is_started(
    settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    with socket.create_server((settings.host, settings.port)):
        code = run(settings, Terminal())

    assert code == 1
    assert f"{settings.port} (Address already in use)" in capsys.readouterr().err
    assert not (settings.data_dir / "postgres").exists()


def test_rasa_gets_another_port_when_its_own_is_taken() -> None:
    with socket.create_server((services.LOOPBACK, 0)) as taken:
        port = taken.getsockname()[1]

        assert services.free_port(port) != port


def test_keys_are_made_once_and_read_by_nobody_else(settings: Settings) -> None:
    settings.data_dir.mkdir()
    first = keys.keys(settings)

    assert keys.keys(settings) == first
    assert len(set(first.values())) == 3
    assert (settings.data_dir / "secrets").stat().st_mode & 0o077 == 0


def test_a_key_of_the_environment_comes_before_the_generated_one(settings: Settings) -> None:
    settings.data_dir.mkdir()
    given = settings.model_copy(update={"signing_key": SecretStr("given")})

    assert keys.keys(given)["signing_key"] == "given"


def test_rasa_is_handed_the_landlords_database_with_its_password_and_its_tls() -> None:
    url = "postgresql://loge:p%40ss@db.example:6432/tenants?sslmode=verify-full"

    assert services.tracker_store(url) == {
        "RASA_DB_HOST": "db.example",
        "RASA_DB_PORT": "6432",
        "RASA_DB_NAME": "tenants",
        "RASA_DB_USER": "loge",
        "RASA_DB_PASSWORD": "p@ss",
        "PGSSLMODE": "verify-full",
    }


def test_rasa_is_handed_the_socket_of_the_embedded_database() -> None:
    store = services.tracker_store("postgresql://postgres@/loge?host=%2Fsrv%2Floge%2Fsocket")

    assert store["RASA_DB_HOST"] == "/srv/loge/socket"
    assert store["RASA_DB_NAME"] == "loge"


def test_a_server_on_every_address_is_reached_on_loopback(settings: Settings) -> None:
    everywhere = settings.model_copy(update={"host": "0.0.0.0"})  # noqa: S104

    assert services.own_address(everywhere) == "127.0.0.1"
    assert services.own_address(settings.model_copy(update={"host": "10.1.2.3"})) == "10.1.2.3"


def test_progress_is_plain_lines_where_there_is_no_terminal() -> None:
    out = io.StringIO()
    terminal = Terminal(Console(file=out, highlight=False, markup=False, soft_wrap=True))

    with terminal.step("training the bot"):
        terminal.progress("[component] 1/3")

    assert out.getvalue() == "training the bot…\n  [component] 1/3\n"
    assert terminal.times.keys() == {"training the bot"}
