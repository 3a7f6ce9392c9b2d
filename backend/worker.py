"""The job engine's process: turns of the SMS door, sends, and the sweeps."""

import asyncio
import contextlib
import signal

from backend import jobs, logs
from backend.applicants.reminders import Reminders
from backend.clock import now
from backend.composition import build_core
from backend.config import get_settings
from backend.console.absence import Absence
from knowledge import load

_SWEEP_EVERY = 3


async def work() -> None:
    """Run jobs until the process is told to stop."""
    core = build_core(get_settings())
    engine = jobs.Jobs(core.dsn)
    engine.task(jobs.RUN_TURN, core.turns.job)
    engine.task(jobs.SEND_SMS, core.sending.job)
    engine.task(jobs.REMIND_APPLICANT, Reminders(core.begin, load(), clock=now).job)
    engine.every(_SWEEP_EVERY, "sweep_turns", core.turns.sweep)
    engine.every(_SWEEP_EVERY, "sweep_sms", core.sending.sweep)
    engine.every_minute("release_absent", Absence(core.begin, clock=now).release)
    running = asyncio.create_task(engine.run())
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, running.cancel)
    with contextlib.suppress(asyncio.CancelledError):
        await running
    await core.rasa.close()


if __name__ == "__main__":
    logs.configure()
    asyncio.run(work())
