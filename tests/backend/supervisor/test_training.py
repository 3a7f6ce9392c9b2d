"""The bot is trained when what it learns from has changed, and only then."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from backend.supervisor import training

FILES = ("config.yml", "domain/intents.yml", "data/nlu/plomberie.yml", "components/loge/a.py")


@pytest.fixture
def bot(tmp_path: Path) -> Path:
    """A bot's folder whose Python is a shell script: `trained` decides what it does."""
    for name in FILES:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(name)
    (tmp_path / "models").mkdir()
    return tmp_path


def python_that(bot: Path, script: str) -> None:
    python = bot / ".venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.write_text(f"#!/bin/sh\n{script}\n")
    python.chmod(0o755)


def edit(bot: Path) -> None:
    (bot / "data/nlu/plomberie.yml").write_text("une fuite")


def rename(bot: Path) -> None:
    (bot / "domain/intents.yml").rename(bot / "domain/other.yml")


def move_a_byte_between_files(bot: Path) -> None:
    (bot / "config.yml").write_text("config.ym")
    (bot / "domain/intents.yml").write_text("ldomain/intents.yml")


def add(bot: Path) -> None:
    (bot / "data" / ".generated").mkdir()
    (bot / "data" / ".generated" / "knowledge.yml").write_text("")


@pytest.mark.parametrize("change", [edit, rename, move_a_byte_between_files, add])
def test_any_change_of_what_is_learnt_changes_the_fingerprint(
    bot: Path, change: Callable[[Path], None]
) -> None:
    before = training.fingerprint(bot)

    change(bot)

    assert training.fingerprint(bot) != before


def test_dates_and_bytecode_do_not_change_the_fingerprint(bot: Path) -> None:
    before = training.fingerprint(bot)

    os.utime(bot / "config.yml", (1, 1))
    (bot / "components/loge/__pycache__").mkdir()
    (bot / "components/loge/__pycache__/a.pyc").write_bytes(b"\0")

    assert training.fingerprint(bot) == before


def test_a_training_that_fails_says_the_end_of_what_it_said(bot: Path) -> None:
    python_that(bot, "echo reading; echo 'slot without a type' >&2; exit 1")

    with pytest.raises(training.TrainingFailed, match="slot without a type"):
        training.train(bot, bot / "models" / "f.tar.gz", lambda line: None)

    assert not (bot / "models" / "f.tar.gz").exists()


def test_the_steps_of_a_training_are_told_and_its_noise_is_not(bot: Path) -> None:
    step = "2026-11-21 07:25:31 INFO     rasa.engine.training.hooks  - Starting to train 'A'."
    python_that(bot, f'echo "x.py:1: Warning: old"; echo "{step}"; exit 1')
    said: list[str] = []

    with pytest.raises(training.TrainingFailed):
        training.train(bot, bot / "models" / "f.tar.gz", said.append)

    assert said == ["Starting to train 'A'"]


def test_a_model_appears_whole_or_not_at_all(bot: Path) -> None:
    python_that(bot, 'mkdir -p "${11}"; ls models > "${11}/../seen"; echo model > "${11}/f.tar.gz"')

    training.train(bot, bot / "models" / "f.tar.gz", lambda line: None)

    assert (bot / "models" / "f.tar.gz").read_text() == "model\n"
    assert (bot / "models" / "seen").read_text().split() == ["seen"]


def test_only_the_newest_models_are_kept(bot: Path) -> None:
    for age in range(5):
        model = bot / "models" / f"{age}.tar.gz"
        model.touch()
        os.utime(model, (age, age))

    training.forget_old_models(bot)

    assert sorted(path.name for path in (bot / "models").iterdir()) == [
        "2.tar.gz",
        "3.tar.gz",
        "4.tar.gz",
    ]
