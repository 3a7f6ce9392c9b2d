"""The whole console, put into the application with what it needs."""

import json
from collections.abc import Callable
from datetime import datetime

from fastapi import FastAPI, Request
from fastapi.responses import HTMLResponse
from fastapi.staticfiles import StaticFiles

from backend.agents.errors import SignedOut
from backend.config import Settings
from backend.console import (
    accounts,
    actions,
    ageing,
    amending,
    applicants,
    appointments,
    calculators,
    calls,
    canned,
    deposits,
    desk,
    erasing,
    exporting,
    files,
    filing,
    followups,
    identity,
    incidents,
    knowledge,
    mailings,
    openings,
    outcome_texts,
    passing,
    quarantine,
    request_changes,
    requests,
    screens,
    search,
    second_factor,
    sign_in,
    single_sign_on,
    sms_cost,
    supervision,
    survey_calls,
    survey_files,
    survey_plans,
    survey_results,
    survey_tests,
    surveys,
    systems,
    telephone,
    work_links,
    work_orders,
    workshops,
)
from backend.console.errors import HTMX
from backend.conversations.rasa_client import RasaClient
from backend.errors import AppError
from backend.feed.hub import Hub
from backend.library.library import Library
from backend.pages.views import Translator


def install(
    app: FastAPI,
    *,
    settings: Settings,
    translator: Translator,
    clock: Callable[[], datetime],
    library: Library,
    hub: Hub,
    rasa: RasaClient,
) -> None:
    """Add the console's pages and files; `app.state.unit_of_work` opens its units of work."""
    app.state.console = screens.parts(settings, translator, clock, library, hub, rasa)
    app.state.console_error = _error_page
    app.mount(screens.FILES, StaticFiles(directory=screens.STATIC), name="console-files")
    pages = (sign_in, desk, sms_cost, actions, files, knowledge, amending, calculators)
    for part in (
        *pages,
        requests,
        exporting,
        request_changes,
        work_orders,
        work_links,
        ageing,
        incidents,
        applicants,
        deposits,
        supervision,
        quarantine,
        systems,
        survey_plans,
        survey_calls,
        survey_files,
        survey_results,
        surveys,
        survey_tests,
        mailings,
        workshops,
        appointments,
        calls,
        followups,
        accounts,
        passing,
        filing,
        canned,
        openings,
        search,
        telephone,
        second_factor,
        single_sign_on,
        erasing,
    ):
        # Included, FastAPI would work each route out again for every application.
        app.router.routes.extend(part.router.routes)


def _error_page(request: Request, error: AppError) -> HTMLResponse:
    """Return the page of an error: in the frame for who is signed in, else the form to sign in."""
    parts: screens.Parts = request.app.state.console
    try:
        known = identity.identity(request)
    except SignedOut:
        return sign_in.refused(parts, request, error.status)
    title, said = outcome_texts.refusal(error.status, parts.gettext(known))
    if HTMX in request.headers:
        event = json.dumps({"loge:told": {"text": f"{title}. {said}", "good": False}})
        return HTMLResponse(status_code=error.status, headers={"HX-Trigger": event})
    return parts.page(request, known, "error.html", status=error.status, title=title, said=said)
