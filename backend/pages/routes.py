"""All the pages of a tenant, put into the application with what they need."""

from collections.abc import Callable
from datetime import datetime
from functools import partial

from fastapi import FastAPI
from fastapi.staticfiles import StaticFiles

from backend import safety
from backend.config import Settings
from backend.conversations.emergencies import Emergencies
from backend.db import UnitOfWork
from backend.library.edition import Holds
from backend.limits import Guesses
from backend.pages import (
    chat,
    contractor,
    deposit,
    kiosk,
    plain,
    simulator,
    survey,
    tracking,
    tracking_details,
    workshop,
)
from backend.pages.landlords import cards_of
from backend.pages.problems import problem_page
from backend.pages.views import STATIC, Translator, Views, environment
from backend.tracking.door import Door
from channels.webchat import WIDGET

CHAT_FILES = "/static/chat"


def _(text: str) -> str:
    """Mark a text for the catalogues; it is translated where it is shown."""
    return text


def site_links(*, with_simulator: bool) -> list[tuple[str, str]]:
    """Return the pages of the site's menu, with their French names."""
    phone = [("/dev/sms", _("Téléphone d’essai"))] if with_simulator else []
    return [("/", _("Démonstration")), ("/suivi", _("Suivre une demande")), *phone]


def install(
    app: FastAPI,
    *,
    settings: Settings,
    translator: Translator,
    library: Holds,
    clock: Callable[[], datetime],
    track: tracking.Track,
    guesses: Guesses,
    agencies: kiosk.Agencies,
    tell_arrival: kiosk.TellArrival,
    begin: UnitOfWork,
    network: simulator.Simulator | None,
) -> None:
    """Add the pages and their files; without a simulated network, `/dev/sms` does not exist."""
    app.mount(CHAT_FILES, StaticFiles(directory=WIDGET), name="chat-files")
    app.mount("/static", StaticFiles(directory=STATIC), name="static")
    views = Views(environment(roots={CHAT_FILES: WIDGET}), translator)
    links = site_links(with_simulator=network is not None)
    app.state.problem_page = problem_page(views, links)
    landlords = cards_of(library, translator, clock, settings.landlord)
    app.include_router(
        chat.router(
            views=views,
            landlords=landlords,
            frame_ancestors=settings.frame_ancestors,
            largest=settings.attachment_megabytes,
            idle=settings.terminal_idle,
            links=links,
        )
    )
    is_secure = settings.public_base.startswith("https:")
    app.include_router(plain.router(views=views, landlords=landlords, is_secure=is_secure))
    door = Door(settings, begin, clock)
    rescue = partial(_rescue, Emergencies(library))
    app.include_router(tracking_details.router(views=views, door=door, rescue=rescue, links=links))
    app.include_router(tracking.router(views=views, track=track, guesses=guesses, links=links))
    app.include_router(deposit.router(views=views, library=library, clock=clock, links=links))
    app.include_router(survey.router(views=views, library=library, clock=clock, links=links))
    app.include_router(workshop.router(views=views, library=library, clock=clock, links=links))
    app.include_router(contractor.router(views=views, clock=clock, links=links))
    app.include_router(kiosk.router(views=views, agencies=agencies, tell=tell_arrival, clock=clock))
    if network is not None:
        app.include_router(
            simulator.router(views=views, simulator=network, begin=begin, links=links)
        )


def _rescue(emergencies: Emergencies, text: str, language: str) -> str:
    """Return what to do in the danger that a text tells; "" where it tells none."""
    danger = safety.read_danger(text)
    if danger is None:
        return ""
    return emergencies.emergency(danger, language=language, by_sms=False).text or ""
