"""The job engine's process: turns of the SMS door, sends, and the sweeps."""

import asyncio
import contextlib
import signal

from backend import jobs, logs, safety
from backend.applicants.reminders import Reminders
from backend.appointments.reminders import Reminders as AppointmentReminders
from backend.campaigns.expiry import Expiry
from backend.campaigns.inviting import Inviting
from backend.campaigns.keeping import Keeping
from backend.clock import now
from backend.composition import build_catch_up, build_core, build_fetching, build_parts
from backend.config import get_settings
from backend.console.absence import Absence
from backend.conversations.emergencies import Emergencies
from backend.conversations.inbox import Inbox
from backend.conversations.sms import SmsDoor
from backend.deposits.mms import keep_media
from backend.feed.hub import Hub
from backend.feed.pruning import Pruning
from backend.followups.sending import FollowUps
from backend.handover.choice import Choice
from backend.library.library import Library
from backend.mailings.posting import Posting
from backend.notices.preferences import wants_none
from backend.results.parting import Partings
from backend.webhooks.delivering import Delivering
from backend.workshops.reminding import Reminding

_SWEEP_EVERY = 3
_FREE_PLACES_EVERY = 5
_SWEEP_WEBHOOKS_EVERY = 5


async def work() -> None:
    """Run jobs until the process is told to stop."""
    settings = get_settings()
    safety.prepare()
    core = build_core(settings)
    hub, library = Hub(core.begin, core.dsn), Library(settings.knowledge_dir, core.begin)
    await library.start(searches=False)
    engine = jobs.Jobs(core.dsn)
    engine.task(jobs.RUN_TURN, core.turns.job)
    engine.task(jobs.SEND_SMS, core.sending.job)
    engine.task(jobs.REMIND_APPLICANT, Reminders(core.begin, library, clock=now).job)
    follow_ups = FollowUps(core.begin, library, clock=now, wants_none=wants_none)
    engine.task(jobs.FOLLOW_UP, follow_ups.job)
    engine.every_minute("plan_follow_ups", follow_ups.plan)
    engine.task(
        jobs.REMIND_APPOINTMENT,
        AppointmentReminders(core.begin, clock=now, wants_none=wants_none).job,
    )
    engine.task(jobs.FETCH_MEDIA, build_fetching(core, library).job)
    webhooks = Delivering(core.begin, settings)
    engine.task(jobs.DELIVER_WEBHOOKS, webhooks.job)
    engine.every(_SWEEP_WEBHOOKS_EVERY, "sweep_webhooks", webhooks.sweep)
    engine.every(_SWEEP_EVERY, "sweep_turns", core.turns.sweep)
    engine.every(_FREE_PLACES_EVERY, "free_places", Expiry(core.begin, clock=now).run)
    engine.every(_SWEEP_EVERY, "sweep_sms", core.sending.sweep)
    parts = build_parts(core, hub, library, Emergencies(library))
    door = SmsDoor(parts, keep_media)
    inbox = Inbox(parts, door.take)
    engine.task(jobs.TAKE_SMS, inbox.job)
    engine.every(_SWEEP_EVERY, "sweep_inbox", inbox.sweep)
    if not settings.simulated_sms:
        engine.every_minute("catch_up_sms", build_catch_up(core, door).run)
    engine.every_minute("invite_to_surveys", Inviting(core.begin, library, clock=now).run)
    engine.every_minute("keep_surveys", Keeping(core.begin, clock=now).run)
    engine.every_minute("remind_of_workshops", Reminding(core.begin, library, clock=now).run)
    engine.every_minute("part_surveys", Partings(core.begin, clock=now).run)
    mailings = Posting(core.begin, library, settings, clock=now)
    engine.every_minute("post_mailings", mailings.run)
    pruning = Pruning(core.begin, settings.feed_kept_for, clock=now)
    engine.every_minute("prune_feed", pruning.run)
    engine.every_minute("release_absent", Absence(core.begin, clock=now).release)
    engine.every_minute("offer_choice", Choice(core.begin, library, clock=now).offer)
    following = [asyncio.create_task(hub.run()), asyncio.create_task(library.follow(hub))]
    running = asyncio.create_task(engine.run())
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, running.cancel)
    with contextlib.suppress(asyncio.CancelledError):
        await running
    for task in following:
        task.cancel()
    await core.rasa.close()


if __name__ == "__main__":
    logs.configure()
    asyncio.run(work())
