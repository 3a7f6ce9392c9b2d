"""The follow-up page: what a code alone may show, and the same answer to every wrong code."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, Protocol
from urllib.parse import quote

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlmodel import Session

from backend.db import SessionDep
from backend.errors import NotFound, TooManyRequests
from backend.limits import Guesses
from backend.pages.texts import Gettext, category_label
from backend.pages.views import HIDDEN, Views, chosen_language, safe_headers

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
        "merged": (
            _("Jointe à une autre demande"),
            _("Le même problème est suivi avec une autre demande. Votre code reste le même."),
        ),
    }
    return StateWords(*words.get(state, (state, "")))


def facts(found: PublicView, gettext: Gettext) -> dict[str, Any]:
    """Return what the page of a code shows, in words."""
    return {
        "found": found,
        "words": state_words(found.state, gettext),
        "category": category_label(found.category, gettext),
        "steps": [(state_words(step.state, gettext).label, step.at) for step in found.history],
    }


def address_of(request: Request) -> str:
    """Return where a request comes from."""
    return request.client.host if request.client else ""


def router(
    *, views: Views, track: Track, guesses: Guesses, links: Sequence[tuple[str, str]]
) -> APIRouter:
    """Return the routes `/suivi` and `/suivi/{code}`."""
    routes = APIRouter(include_in_schema=False)

    def form(language: str, status: int = 200, *, wait: int = 0) -> HTMLResponse:
        return views.page(
            "tracking_form.html",
            language=language,
            status=status,
            headers={**HIDDEN, **({"Retry-After": str(wait)} if wait else {})},
            links=links,
            here="/suivi",
            wrong=status == 404,
            too_many=status == 429,
        )

    @routes.get("/suivi")
    def ask(code: Annotated[str, Query()] = "", language: str | None = None) -> Response:
        spoken = chosen_language(language)
        given = code.strip()[:LONGEST_CODE]
        if not given:
            return form(spoken)
        address = f"/suivi/{quote(given, safe='')}?language={spoken}"
        return RedirectResponse(address, 303, {**safe_headers(), **HIDDEN})

    @routes.get("/suivi/{code:path}")
    def show(
        code: str, request: Request, session: SessionDep, language: str | None = None
    ) -> HTMLResponse:
        spoken = chosen_language(language)
        try:
            guesses.take(address_of(request))
            found = track(session, code)
        except NotFound:
            return form(spoken, 404)
        except TooManyRequests as error:
            return form(spoken, error.status, wait=error.data["retry_after"])
        guesses.give_back(address_of(request))
        return views.page(
            "tracking.html",
            language=spoken,
            headers=HIDDEN,
            links=links,
            here="/suivi",
            **facts(found, views.texts(spoken)),
        )

    return routes
