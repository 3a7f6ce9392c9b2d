"""Errors on the wire: RFC 9457 problem documents, in the reader's language."""

from typing import Any

import structlog
from babel import Locale, UnknownLocaleError
from babel.core import negotiate_locale
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from sqlalchemy.exc import DataError, DBAPIError
from starlette.exceptions import HTTPException

from backend.errors import AppError
from backend.i18n import LANGUAGES, translator

log = structlog.get_logger(__name__)
PROBLEM = "application/problem+json"
# What programs speak to, whatever they accept.
INTERFACES = ("/api/", "/channels/", "/internal/", "/open311/")


def errors(*kinds: type[AppError]) -> dict[int | str, dict[str, Any]]:
    """Declare on a route the errors that it may answer with."""
    declared: dict[int | str, dict[str, Any]] = {}
    for kind in kinds:
        entry = declared.setdefault(kind.status, {"description": "", "content": {PROBLEM: {}}})
        entry["description"] = ", ".join(filter(None, [entry["description"], kind.type]))
    return declared


def language_of(request: Request) -> str:
    """Return the reader's language: the conversation's, the one that the page asked for, else
    the browser's.
    """
    spoken = getattr(request.state, "language", None)
    asked = spoken or request.query_params.get("language") or request.cookies.get("language")
    if asked in LANGUAGES:
        return asked
    wanted = [
        p.split(";")[0].strip() for p in request.headers.get("accept-language", "").split(",")
    ]
    try:
        found = negotiate_locale(wanted, LANGUAGES, sep="-")
        return Locale.parse(found).language if found else "fr"
    except (ValueError, UnknownLocaleError):
        return "fr"


def problem(request: Request, kind: str, status: int, **data: Any) -> Response:
    """Return a problem document, or its page for a browser; in the reader's language."""
    language = language_of(request)
    title = translator(language)(kind)
    headers = {"Retry-After": str(data["retry_after"])} if "retry_after" in data else {}
    if _reads_pages(request):
        shown: Response = request.app.state.problem_page(request, title, language, status)
        shown.headers.update(headers)
        return shown
    body = {"type": f"/problems/{kind}", "title": title, "status": status, "detail": title, **data}
    return JSONResponse(body, status, headers=headers, media_type=PROBLEM)


def _reads_pages(request: Request) -> bool:
    """Tell whether somebody asked for a page in a browser, whose scripts do not ask for HTML."""
    is_page = not request.url.path.startswith(INTERFACES)
    return is_page and request.headers.get("accept", "").startswith("text/html")


def install(app: FastAPI) -> None:
    """Render every error of the application in this one place."""

    @app.exception_handler(AppError)
    async def app_error(request: Request, error: AppError) -> Response:
        return problem(request, error.type, error.status, **error.data)

    @app.exception_handler(RequestValidationError)
    async def invalid(request: Request, error: RequestValidationError) -> Response:
        where = [{"at": list(e["loc"]), "code": e["type"]} for e in error.errors()]
        return problem(request, "bad-input", 422, errors=where)

    @app.exception_handler(HTTPException)
    async def http(request: Request, error: HTTPException) -> Response:
        kinds = {404: "not-found", 405: "method-not-allowed", 401: "unauthorised"}
        return problem(request, kinds.get(error.status_code, "bad-input"), error.status_code)

    @app.exception_handler(DataError)
    async def beyond(request: Request, error: DataError) -> Response:
        # A number longer than any that we give names nothing here.
        log.warning("value beyond its column", error=type(error.orig).__name__)
        return problem(request, "bad-input", 422)

    @app.exception_handler(DBAPIError)
    async def database(request: Request, error: DBAPIError) -> Response:
        log.error("database error", error=type(error.orig).__name__)
        return problem(request, "temporarily-unavailable", 503, retry_after=2)

    @app.exception_handler(Exception)
    async def unexpected(request: Request, error: Exception) -> Response:
        log.error("unexpected error", error=type(error).__name__, exc_info=error)
        return problem(request, "internal-error", 500)
