"""The trained bot: made again only when what it learns from has changed."""

import fcntl
import os
import re
import shutil
import subprocess
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

from backend.config import ROOT, get_settings
from backend.supervisor.commands import leashed

BOT = ROOT / "bot"
KNOWLEDGE = ROOT / "knowledge"
EXAMPLES = BOT / "data" / ".generated" / "knowledge.yml"
EXAMPLES_OF = BOT / "models" / ".examples-of"
LEARNT_FROM = ("config.yml", "requirements.lock", "domain", "data", "components")
KEPT_MODELS = 3
LAST_LINES = 30
# Of what Rasa says while it trains, its own steps: not its warnings, nor its moving bars.
STEP = re.compile(r" INFO +rasa\.(?:cli|validator|engine)\S* +- (.+?)\.*$")

Say = Callable[[str], None]


class TrainingFailed(Exception):
    """Rasa could not train; the message is the end of what it said."""


def bot_python(bot: Path = BOT) -> str:
    return str(bot / ".venv" / "bin" / "python")


def bot_environment(bot: Path = BOT) -> dict[str, str]:
    """Return what every Rasa process needs: our components, and neither telemetry nor chatter."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return kept | {
        "PYTHONPATH": str(bot / "components"),
        "PYTHONWARNINGS": "ignore",
        "PYTHONUNBUFFERED": "1",
        "RASA_TELEMETRY_ENABLED": "false",
        "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
        "TF_CPP_MIN_LOG_LEVEL": "3",
    }


def learnt_files(bot: Path = BOT) -> Iterator[Path]:
    """Yield the files that decide what the model is, in an order that never changes."""
    for name in LEARNT_FROM:
        path = bot / name
        if path.is_dir():
            inside = (file for file in path.rglob("*") if file.is_file())
            yield from sorted(file for file in inside if file.suffix not in {".pyc", ".md"})
        elif path.is_file():
            yield path


def fingerprint(bot: Path = BOT) -> str:
    """Return the name of the model that the present files give."""
    return digest_of(bot, learnt_files(bot))


def digest_of(folder: Path, files: Iterable[Path]) -> str:
    """Return one short digest of files, of their names and of their contents."""
    digest = sha256()
    for file in files:
        content = file.read_bytes()
        digest.update(f"{file.relative_to(folder).as_posix()}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()[:24]


@contextmanager
def one_training(bot: Path) -> Iterator[None]:
    """Let one process train at a time; whoever waited finds the model made."""
    (bot / "models").mkdir(exist_ok=True)
    with (bot / "models" / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def knowledge_state() -> str:
    """Return what tells whether the examples were written from the present knowledge."""
    facts = get_settings().knowledge_dir
    read = digest_of(KNOWLEDGE, sorted(KNOWLEDGE.rglob("*.py")))
    return read + digest_of(facts, sorted(facts.rglob("*.yaml")))


def current_model() -> Path | None:
    """Return the model for the present knowledge and data, None when it must be trained.

    Reads files and imports nothing: a start with nothing to train pays no second for it.
    """
    written = EXAMPLES_OF.is_file() and EXAMPLES_OF.read_text() == knowledge_state()
    model = BOT / "models" / f"{fingerprint()}.tar.gz"
    return model if written and EXAMPLES.is_file() and model.is_file() else None


def write_examples() -> None:
    """Write the questions of the knowledge base where Rasa trains on them."""
    from knowledge import load
    from knowledge.training import write_training

    state = knowledge_state()
    write_training(load(get_settings().knowledge_dir), EXAMPLES)
    EXAMPLES_OF.write_text(state)


def trained_model(say: Say) -> Path:
    """Return the model for the present knowledge and data, trained now if there is none."""
    with one_training(BOT):
        model = current_model()
        if model is not None:
            return model
        write_examples()
        model = BOT / "models" / f"{fingerprint()}.tar.gz"
        if not model.exists():
            train(BOT, model, say)
            forget_old_models(BOT)
    return model


def train(bot: Path, model: Path, say: Say) -> None:
    """Train into a folder aside, then put the finished model in its place in one move."""
    aside = model.parent / ".new"
    shutil.rmtree(aside, ignore_errors=True)
    name = model.name.removesuffix(".tar.gz")
    command = [bot_python(bot), "-m", "rasa", "train", "--domain", "domain", "--data", "data"]
    command += ["--config", "config.yml", "--out", str(aside), "--fixed-model-name", name]
    lines: list[str] = []
    with subprocess.Popen(  # noqa: S603
        leashed(command),
        cwd=bot,
        env=bot_environment(bot),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
    ) as process:
        assert process.stdout is not None  # noqa: S101
        for line in process.stdout:
            lines.append(line.rstrip())
            if step := STEP.search(line):
                say(step[1])
    if process.returncode != 0 or not (aside / model.name).exists():
        raise TrainingFailed("\n".join(lines[-LAST_LINES:]))
    (aside / model.name).replace(model)
    shutil.rmtree(aside, ignore_errors=True)


def forget_old_models(bot: Path) -> None:
    """Keep the newest models only; going back to an earlier state trains again."""
    models = sorted((bot / "models").glob("*.tar.gz"), key=lambda path: path.stat().st_mtime)
    for old in models[:-KEPT_MODELS]:
        old.unlink(missing_ok=True)
