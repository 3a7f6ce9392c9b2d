"""The follow-up page: what a code alone may show, and the same answer to every wrong code."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Protocol
from urllib.parse import quote

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlmodel import Session

from backend.db import SessionDep
from backend.errors import NotFound
from backend.pages.texts import Gettext, category_label
from backend.pages.views import Views, chosen_language, safe_headers

LONGEST_CODE = 64


class Step(Protocol):
    """A state that the sollicitation reached, and when."""

    @property
    def state(self) -> str: ...
    @property
    def at(self) -> datetime: ...


class PublicView(Protocol):
    """What may be shown of a sollicitation; nothing personal."""

    @property
    def code(self) -> str: ...
    @property
    def state(self) -> str: ...
    @property
    def category(self) -> str: ...
    @property
    def opened_at(self) -> datetime: ...
    @property
    def updated_at(self) -> datetime: ...
    @property
    def history(self) -> Sequence[Step]: ...


Track = Callable[[Session, str], PublicView]


@dataclass(frozen=True)
class StateWords:
    """A state as people read it, and what comes next."""

    label: str
    follows: str


def state_words(state: str, gettext: Gettext) -> StateWords:
    """Return the words for a state of a sollicitation; the state itself when it has none."""
    _ = gettext
    words = {
        "received": (
            _("Reçue"),
            _("Votre bailleur a bien reçu la demande. Il va la confier à la bonne équipe."),
        ),
        "assigned": (
            _("Confiée à une équipe"),
            _("Une équipe a votre demande. Elle va la traiter ou vous contacter."),
        ),
        "in_progress": (
            _("En cours"),
            _("Votre demande est en cours de traitement. Vous n’avez rien à faire."),
        ),
        "waiting_tenant": (
            _("En attente de votre réponse"),
            _("Votre bailleur attend une réponse de vous. Écrivez-lui avec votre code."),
        ),
        "done": (
            _("Terminée"),
            _("Votre bailleur a terminé. Si le problème est encore là, dites-le-nous."),
        ),
        "closed": (
            _("Clôturée"),
            _("Cette demande est fermée. Si le problème revient, écrivez-nous avec votre code."),
        ),
        "cancelled": (
            _("Annulée"),
            _("Cette demande est annulée. Vous pouvez en faire une nouvelle."),
        ),
    }
    return StateWords(*words.get(state, (state, "")))


def router(*, views: Views, track: Track, links: Sequence[tuple[str, str]]) -> APIRouter:
    """Return the routes `/suivi` and `/suivi/{code}`."""
    routes = APIRouter(include_in_schema=False)
    headers = {"X-Robots-Tag": "noindex, nofollow"}

    def form(language: str, *, wrong: bool) -> HTMLResponse:
        return views.page(
            "tracking_form.html",
            language=language,
            status=404 if wrong else 200,
            headers=headers,
            links=links,
            here="/suivi",
            wrong=wrong,
        )

    @routes.get("/suivi")
    def ask(code: Annotated[str, Query()] = "", language: str | None = None) -> Response:
        spoken = chosen_language(language)
        given = code.strip()[:LONGEST_CODE]
        if not given:
            return form(spoken, wrong=False)
        address = f"/suivi/{quote(given, safe='')}?language={spoken}"
        return RedirectResponse(address, 303, {**safe_headers(), **headers})

    @routes.get("/suivi/{code:path}")
    def show(code: str, session: SessionDep, language: str | None = None) -> HTMLResponse:
        spoken = chosen_language(language)
        try:
            found = track(session, code)
        except NotFound:
            return form(spoken, wrong=True)
        gettext = views.texts(spoken)
        return views.page(
            "tracking.html",
            language=spoken,
            headers=headers,
            links=links,
            here="/suivi",
            found=found,
            words=state_words(found.state, gettext),
            category=category_label(found.category, gettext),
            steps=[(state_words(step.state, gettext).label, step.at) for step in found.history],
        )

    return routes
