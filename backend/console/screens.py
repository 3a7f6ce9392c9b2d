"""The console's pages: who looks, in which language and density, with which notice."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any
from uuid import uuid4

from fastapi import Depends, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from jinja2 import Environment

from backend.agents.models import Role
from backend.agents.service import SignedIn
from backend.config import Settings
from backend.console import (
    knowledge_texts,
    later_texts,
    mailing_texts,
    outcome_texts,
    preferences,
    results_texts,
    survey_texts,
    texts,
    workshop_texts,
)
from backend.console.errors import HTMX
from backend.conversations.rasa_client import RasaClient
from backend.feed.hub import Hub
from backend.i18n import LANGUAGES
from backend.library.library import Library
from backend.pages.views import LANGUAGE_NAMES, Translator, Views, environment
from knowledge.render import render_telephone

HERE = Path(__file__).parent
STATIC = HERE / "static"
FILES = "/console/static"
# With "no-referrer", browsers name no origin in a form's POST; pages of ours alone may know.
HEADERS = {"Referrer-Policy": "same-origin"}


def saved_as(name: str) -> dict[str, str]:
    """Return the headers of a file that a browser saves, and that nothing keeps on its way."""
    return {
        "Content-Disposition": f'attachment; filename="{name}"',
        "Cache-Control": "no-store",
        "X-Content-Type-Options": "nosniff",
    }


@dataclass(frozen=True)
class Parts:
    """What the console's routes are given by the composition root."""

    settings: Settings
    views: Views
    clock: Callable[[], datetime]
    library: Library
    hub: Hub
    rasa: RasaClient

    def landlord_name(self, landlord: str | None) -> str:
        """Return a landlord's name; "" while it is not known."""
        return self.library.knowledge.called(landlord)

    def gettext(self, known: SignedIn) -> Callable[[str], str]:
        """Return the translations for an agent."""
        return self.views.texts(language_of(known))

    def page(
        self,
        request: Request,
        known: SignedIn,
        template: str,
        *,
        status: int = 200,
        taken_by: str = "",
        **context: Any,
    ) -> HTMLResponse:
        """Return a page or a part of one, for the agent who looks at it."""
        _ = self.gettext(known)
        return self.views.page(
            f"console/{template}",
            language=language_of(known),
            status=status,
            headers=HEADERS,
            me=known.agent,
            my_landlord=self.landlord_name(known.agent.landlord),
            is_supervisor=known.agent.role is not Role.AGENT,
            csrf=known.csrf,
            prefers=preferences.read(request),
            now=self.clock(),
            words=_words(_),
            here=request.url.path,
            notice=notice(request.query_params.get("notice", ""), _, who=taken_by),
            **context,
        )

    def told(
        self, request: Request, known: SignedIn, address: str, name: str, *, who: str = ""
    ) -> Response:
        """Return the answer to a form: for htmx what to say and refresh, else a page to go to."""
        if HTMX not in request.headers:
            return RedirectResponse(f"{address}?notice={name}", 303)
        said = notice(name, self.gettext(known), who=who)
        event = json.dumps({"loge:told": said and vars(said)})
        return Response(status_code=204, headers={"HX-Trigger": event})


def parts_of(request: Request) -> Parts:
    """Return the parts of the running application."""
    found: Parts = request.app.state.console
    return found


PartsDep = Annotated[Parts, Depends(parts_of)]


@dataclass(frozen=True)
class Notice:
    """What is said after an action, and whether it went well."""

    text: str
    good: bool


def notice(name: str, gettext: Callable[[str], str], *, who: str = "") -> Notice | None:
    """Return a notice by its name; None for a name that is none of ours."""
    text = outcome_texts.notices(gettext).get(name)
    if text is None:
        return None
    return Notice(text.format(name=who or gettext("un collègue")), name in outcome_texts.GOOD_NEWS)


def language_of(known: SignedIn) -> str:
    """Return the language of an agent's console."""
    return known.agent.language if known.agent.language in LANGUAGES else "fr"


def _words(_: Callable[[str], str]) -> dict[str, Any]:
    return {
        "channel": texts.channels(_),
        "owner": texts.owners(_),
        "reason": texts.reasons(_),
        "delivery": texts.deliveries(_),
        "failure": texts.failures(_),
        "request_state": texts.request_states(_),
        "request_sort": texts.request_sorts(_),
        "notice_way": texts.notice_ways(_),
        "order_state": texts.order_states(_),
        "event_kind": texts.event_kinds(_),
        "category": texts.categories(_),
        "doubt": texts.doubts(_),
        "request_role": texts.request_roles(_),
        "trouble": texts.troubles(_),
        "routed_by": texts.routed_by(_),
        "appointment": later_texts.appointment_services(_),
        "follow_up": later_texts.follow_ups(_),
        "follow_up_why": later_texts.follow_up_ends(_),
        "survey_state": survey_texts.states(_),
        "survey_wave": survey_texts.waves(_),
        "sample_refused": survey_texts.sample_refusals(_),
        "import_refused": survey_texts.file_refusals(_),
        "interview": survey_texts.interviews(_),
        "call_outcome": survey_texts.call_outcomes(_),
        "reach_channel": results_texts.channels(_),
        "seat": workshop_texts.seats(_),
        "mailing_kind": mailing_texts.kinds(_),
        "mailing_state": mailing_texts.states(_),
        "mailing_recipient": mailing_texts.recipients(_),
        "mailing_equipment": mailing_texts.equipment(_),
        "mailing_rent": mailing_texts.rents(_),
        "mailing_problem": mailing_texts.problems(_),
        "mailing_left_out": mailing_texts.left_out(_),
        "visibility": knowledge_texts.visibilities(_),
        "status": knowledge_texts.statuses(_),
        "audience": knowledge_texts.audiences(_),
        "unit": knowledge_texts.units(_),
        "waited": lambda since, now: texts.waited(since, now, _),
    }


def templates() -> Environment:
    """Return the Jinja environment of the console."""
    made = environment(HERE / "templates", roots={FILES: STATIC})
    made.filters.update(clock_time=texts.clock_time, phone=render_telephone)
    made.filters.update(short=texts.short, weight=texts.weight)
    made.globals.update(language_names=dict(LANGUAGE_NAMES), new_id=lambda: uuid4().hex)
    return made


def parts(
    settings: Settings,
    translator: Translator,
    clock: Callable[[], datetime],
    library: Library,
    hub: Hub,
    rasa: RasaClient,
) -> Parts:
    """Put the parts together."""
    return Parts(settings, Views(templates(), translator), clock, library, hub, rasa)
