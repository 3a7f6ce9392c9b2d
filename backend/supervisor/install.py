"""Make the two environments from their locks; standard library only, run before anything exists.

`python3 -I backend/supervisor/install.py root bot`, or `uv` alone. Isolated, since this folder's
names must not hide the standard library's.
"""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PRIVATE = ROOT / ".loge"
UV = "uv==0.13.8"
BOT_PYTHON = "3.10"


class CannotInstall(Exception):
    """What is missing on this machine, and what to do about it."""


@dataclass(frozen=True)
class Project:
    """One environment: its folder, and the Python that it wants."""

    name: str
    folder: Path

    @property
    def environment(self) -> Path:
        return self.folder / ".venv"

    @property
    def stamp(self) -> Path:
        return self.environment / ".installed"

    def wanted(self) -> str:
        """Return what the stamp says once everything is installed, its own commands too."""
        made_from = (self.folder / name for name in ("requirements.lock", "pyproject.toml"))
        return hashlib.sha256(UV.encode() + b"".join(p.read_bytes() for p in made_from)).hexdigest()

    def is_installed(self) -> bool:
        return self.stamp.is_file() and self.stamp.read_text() == self.wanted()


PROJECTS = {"root": Project("root", ROOT), "bot": Project("bot", ROOT / "bot")}


def say(line: str) -> None:
    sys.stderr.write(line + "\n")
    sys.stderr.flush()


@contextmanager
def only_one(name: str) -> Iterator[None]:
    """Let one installation of this name run at a time; the next finds the work done."""
    PRIVATE.mkdir(exist_ok=True)
    with (PRIVATE / f"install-{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def uv_command() -> str:
    """Return the path of uv: ours, installed when absent, else one that the machine has."""
    private = PRIVATE / "uv" / "bin" / "uv"
    with only_one("uv"):
        stamp = PRIVATE / "uv" / ".installed"
        if stamp.is_file() and stamp.read_text() == UV and private.exists():
            return str(private)
        say(f"installing {UV} into .loge/uv")
        try:
            fetch_uv(PRIVATE / "uv")
        except (OSError, subprocess.CalledProcessError) as error:
            return machine_uv(error)
        stamp.write_text(UV)
    return str(private)


def fetch_uv(target: Path) -> None:
    subprocess.run([sys.executable, "-m", "venv", "--clear", str(target)], check=True)  # noqa: S603
    pip = [str(target / "bin" / "python"), "-m", "pip", "install", "--quiet", UV]
    subprocess.run(pip, check=True)  # noqa: S603


def machine_uv(error: Exception) -> str:
    found = shutil.which("uv")
    if found is None:
        raise CannotInstall(
            f"uv could not be installed ({error}). Debian and Ubuntu need the package "
            "python3-venv; otherwise install uv by hand and run this again."
        ) from error
    say(f"taking the machine's own uv: {found}")
    return found


def pyenv_pythons() -> list[Path]:
    """Return pyenv's interpreters of the bot's version, newest last: its shim may be broken."""
    roots = [os.environ.get("PYENV_ROOT", ""), str(Path.home() / ".pyenv")]
    found = [
        path
        for root in dict.fromkeys(filter(None, roots))
        for path in Path(root).glob(f"versions/{BOT_PYTHON}*/bin/python")
    ]
    return sorted(found, key=lambda path: (len(path.parts[-3]), path.parts[-3]))


def python_of(project: Project, uv: str) -> str:
    """Return the interpreter for a project; for the bot, the machine's or the one uv fetches."""
    if project.name == "root":
        return sys.executable
    for candidate in reversed(pyenv_pythons()):
        if subprocess.run([candidate, "-c", "import ssl, venv"], check=False).returncode == 0:  # noqa: S603
            return str(candidate)
    found = subprocess.run(  # noqa: S603
        [uv, "python", "find", BOT_PYTHON], cwd=project.folder, capture_output=True, text=True
    )
    # uv fetches a build of its own when it is given a version instead of a path.
    return found.stdout.strip() if found.returncode == 0 else BOT_PYTHON


def make_environment(project: Project, uv: str) -> None:
    python = python_of(project, uv)
    command = [uv, "venv", "--clear", "--quiet", "--python", python, str(project.environment)]
    if subprocess.run(command, cwd=project.folder, check=False).returncode != 0:  # noqa: S603
        raise CannotInstall(
            f"No Python for {project.name} ({python}). Install Python {BOT_PYTHON} by hand "
            f"(pyenv install {BOT_PYTHON}, or your system's package) and run this again."
        )


def sync(project: Project, uv: str) -> None:
    """Install exactly what the lock holds, hashes checked.

    Compiled now: where Python may not write bytecode (PYTHONDONTWRITEBYTECODE, a read-only
    folder), Rasa takes 10 s to import instead of 3, at every start.
    """
    python = project.environment / "bin" / "python"
    command = [uv, "pip", "sync", "--require-hashes", "--compile-bytecode"]
    command += ["--python", str(python), "requirements.lock"]
    if subprocess.run(command, cwd=project.folder, check=False).returncode != 0:  # noqa: S603
        raise CannotInstall(
            f"The packages of {project.name} could not be installed: see above. "
            "The package registry must be reachable (UV_DEFAULT_INDEX names another)."
        )


def link_commands(project: Project, uv: str) -> None:
    """Put the project's own commands into its environment; what builds them is in the lock."""
    command = [uv, "pip", "install", "--quiet", "--no-deps", "--no-build-isolation", "--offline"]
    command += ["--python", str(project.environment / "bin" / "python"), "--editable", "."]
    if subprocess.run(command, cwd=project.folder, check=False).returncode != 0:  # noqa: S603
        raise CannotInstall(f"The commands of {project.name} could not be installed: see above.")


def install(project: Project) -> None:
    """Bring one environment to its lock; does nothing when it is there already."""
    if project.is_installed():
        return
    with only_one(project.name):
        if project.is_installed():
            return
        started = time.monotonic()
        uv = uv_command()
        if not (project.environment / "bin" / "python").exists():
            say(f"making the environment {project.environment.relative_to(ROOT)}")
            make_environment(project, uv)
        say(f"installing the packages of {project.name} (the first time takes a while)")
        sync(project, uv)
        if project.name == "root":
            link_commands(project, uv)
        project.stamp.write_text(project.wanted())
        say(f"{project.name}: installed in {time.monotonic() - started:.0f} s")


def main(names: list[str]) -> int:
    try:
        for name in names:
            uv_command() if name == "uv" else install(PROJECTS[name])
    except CannotInstall as error:
        say(f"error: {error}")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
