"""The composition root: wires every room, and holds nothing else."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from functools import partial

from fastapi import FastAPI
from rasa_sdk.executor import ActionExecutor

from backend import error_handlers, health, rasa_door, safety
from backend.appointments import service as appointments_service
from backend.appointments.hearing import Appointments
from backend.attachments import routes as attachments
from backend.attachments.bench import Files
from backend.calculations import routes as calculations
from backend.calls import routes as calls
from backend.campaigns.hearing import Surveys
from backend.clock import now
from backend.composition import Core, build_core, build_parts
from backend.config import Settings
from backend.console import routes as console
from backend.continuing import routes as continuing
from backend.conversations import routes as conversations
from backend.conversations.calculations import Calculations
from backend.conversations.emergencies import Emergencies
from backend.conversations.inbox import Inbox
from backend.conversations.parts import Parts
from backend.conversations.questions import Questions
from backend.conversations.sms import SmsDoor
from backend.deposits.mms import keep_media
from backend.feed.hub import Hub
from backend.handover.service import People
from backend.i18n import translator
from backend.library.library import Library
from backend.limits import Guesses
from backend.open311 import routes as open311
from backend.pages import routes as pages
from backend.pages.telephone import OWN_NUMBER, Telephone
from backend.recognition.requests import RequestsOfTenants
from backend.sollicitations import routes as sollicitations
from backend.sollicitations import service as sollicitations_service
from bot import actions
from bot.actions import Services
from channels.sms.webhook import WebhookSettings
from channels.sms.webhook import router as sms_router

# Without these entries nobody in danger would be told whom to call.
_NEEDED = frozenset({*safety.ENTRY_OF.values(), safety.SMS_ENTRY})


def create_app(settings: Settings) -> FastAPI:
    """Return the application, everything handed to it; nothing is connected before it starts."""
    safety.prepare()
    core = build_core(settings)
    library = Library(settings.knowledge_dir, core.begin, required=_NEEDED)
    hub = Hub(core.begin, core.dsn)
    emergencies = Emergencies(library)
    lifespan = _lifespan(core, hub, library)
    app = FastAPI(title="Loge", docs_url=None, redoc_url=None, lifespan=lifespan)
    app.state.unit_of_work = core.begin
    app.state.lanes = core.lanes
    app.state.core = core
    parts = build_parts(core, hub, library, emergencies)
    app.state.conversations = parts
    app.state.guesses = guesses = Guesses(settings.code_guesses_per_minute)
    app.state.landlord = settings.landlord
    app.state.files = Files(settings)
    error_handlers.install(app)
    app.include_router(health.router)
    app.include_router(conversations.router)
    app.include_router(attachments.router)
    app.include_router(continuing.router)
    app.include_router(sollicitations.router)
    app.include_router(calculations.router(library, now))
    app.include_router(open311.router(settings, library, now))
    app.include_router(calls.router(settings, now, parts.landlords))
    _open_sms_door(app, settings, parts)
    _let_rasa_act(app, core, library, emergencies)
    console.install(
        app,
        settings=settings,
        translator=translator,
        clock=now,
        library=library,
        hub=hub,
        rasa=core.rasa,
    )
    pages.install(
        app,
        settings=settings,
        translator=translator,
        library=library,
        clock=now,
        track=partial(sollicitations_service.public_view, landlord=settings.landlord or None),
        guesses=guesses,
        agencies=appointments_service.receiving,
        tell_arrival=appointments_service.tell_arrival,
        begin=core.begin,
        network=_telephone(app, settings),
    )
    return app


def _lifespan(
    core: Core, hub: Hub, library: Library
) -> Callable[[FastAPI], AbstractAsyncContextManager[None]]:
    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        await library.start()
        running = [asyncio.create_task(hub.run()), asyncio.create_task(library.follow(hub))]
        yield
        for task in running:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task
        await core.rasa.close()
        core.engine.dispose()

    return lifespan


def _let_rasa_act(app: FastAPI, core: Core, library: Library, emergencies: Emergencies) -> None:
    services = Services(
        perform=core.turns.perform,
        answer=Questions(library),
        rescue=emergencies.rescue,
        sollicitations=RequestsOfTenants(library),
        calculations=Calculations(library),
        people=People(library),
        appointments=Appointments(library),
        surveys=Surveys(),
        now=now,
    )
    executor = ActionExecutor()
    for action in actions.build(services):
        executor.register_action(action)
    key = core.settings.service_key.get_secret_value()
    app.include_router(rasa_door.router(executor, key))


def _simulator_token(settings: Settings) -> str:
    return f"simulator:{settings.signing_key.get_secret_value()}"


def _open_sms_door(app: FastAPI, settings: Settings, parts: Parts) -> None:
    app.state.sms_door = door = SmsDoor(parts, keep_media)
    token = settings.twilio_auth_token.get_secret_value()
    if settings.simulated_sms:
        token = _simulator_token(settings)
    webhooks = WebhookSettings(
        public_url=settings.public_base,
        auth_token=token,
        account_sid=settings.twilio_account_sid or None,
        fallback_url=settings.twilio_fallback_url,
        own_numbers=frozenset({settings.twilio_number or OWN_NUMBER}),
    )
    app.include_router(
        sms_router(
            Inbox(parts, door.take).keep,
            door.on_status,
            webhooks,
            on_quarantine=door.on_quarantine,
        )
    )


def _telephone(app: FastAPI, settings: Settings) -> Telephone | None:
    if not settings.simulated_sms:
        return None
    return Telephone(app, public_base=settings.public_base, token=_simulator_token(settings))
