"""Our Rasa components and the patches of Rasa 3.6.21, in Rasa's own Python."""

import json
import subprocess
from pathlib import Path

from backend.supervisor.training import BOT, bot_environment, bot_python


def test_the_components_do_what_they_promise() -> None:
    command = [bot_python(), str(Path(__file__).parent / "components.py")]
    done = subprocess.run(command, cwd=BOT, env=bot_environment(), capture_output=True, text=True)
    assert done.stdout, done.stderr[-2000:]
    assert json.loads(done.stdout.splitlines()[-1]) == {}
