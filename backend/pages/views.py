"""A page: a template, a language, and the headers that keep it safe."""

import hashlib
from collections.abc import Callable, Mapping
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from backend.pages.typography import bound_page

HERE = Path(__file__).parent
TEMPLATES = HERE / "templates"
STATIC = HERE / "static"
PARIS = ZoneInfo("Europe/Paris")
LANGUAGE_NAMES = (
    ("fr", "Français"),
    ("en", "English"),
    ("es", "Español"),
    ("pt", "Português"),
    ("eu", "Euskara"),
)

Translator = Callable[[str], Callable[[str], str]]


def chosen_language(asked: str | None) -> str:
    """Return the language that was asked for, French when it is none of ours."""
    return asked if asked in dict(LANGUAGE_NAMES) else "fr"


def content_security_policy(*, frame_ancestors: str = "'none'", frames: str = "'none'") -> str:
    """Return the policy of our pages: our own files only, nothing inline, nothing evaluated."""
    return (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; "
        f"connect-src 'self'; frame-src {frames}; form-action 'self'; base-uri 'none'; "
        f"frame-ancestors {frame_ancestors}"
    )


def safe_headers(**policy: str) -> dict[str, str]:
    """Return the headers that every page carries; the arguments widen its policy."""
    return {
        "Content-Security-Policy": content_security_policy(**policy),
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",
        "Cache-Control": "no-store",
    }


@lru_cache
def fingerprint(file: Path, _modified: float) -> str:
    """Return a short hash of a file, so that its address changes when its content does."""
    return hashlib.sha256(file.read_bytes()).hexdigest()[:10]


def asset_address(roots: Mapping[str, Path]) -> Callable[[str], str]:
    """Return what gives the address of a static file, from `{address prefix: folder}`.

    The longest prefix wins: `/static/chat` stands before `/static`.
    """

    def address(name: str, prefix: str = "/static") -> str:
        file = roots[prefix] / name
        return f"{prefix}/{name}?v={fingerprint(file, file.stat().st_mtime)}"

    return address


def day(told: date, language: str) -> str:
    """Return a day, or a moment's in Paris, as people say it: 12 juillet 2023."""
    in_paris = told.astimezone(PARIS).date() if isinstance(told, datetime) else told
    return format_date(in_paris, "long", locale=language)


def written_day(day: str, language: str) -> str:
    """Return a day that is written as 2023-07-12 as people say it."""
    return format_date(date.fromisoformat(day), "long", locale=language)


def day_and_time(moment: datetime, language: str) -> str:
    """Return a moment as people say it, in Paris: 12 juillet 2023, 14:05."""
    clock = format_datetime(moment, "HH:mm", tzinfo=PARIS, locale=language)
    return f"{day(moment, language)}, {clock}"


def environment(*folders: Path, roots: Mapping[str, Path] | None = None) -> Environment:
    """Return the Jinja environment of our pages; `folders` hold the templates of other rooms.

    Undefined names are errors and everything is escaped.
    """
    made = Environment(
        loader=FileSystemLoader([TEMPLATES, *folders]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals.update(asset=asset_address({"/static": STATIC, **(roots or {})}))
    made.filters.update(day=day, day_and_time=day_and_time, written_day=written_day)
    return made


# Of a page that only its link opens: no search engine lists it.
HIDDEN = {"X-Robots-Tag": "noindex, nofollow"}


class Views:
    """Renders templates in a language: French texts in, the reader's language out."""

    def __init__(self, templates: Environment, translator: Translator) -> None:
        self._templates = templates
        self._translator = translator

    def texts(self, language: str) -> Callable[[str], str]:
        """Return gettext of a language, for the texts that a script shows."""
        return self._translator(language)

    def page(
        self,
        template: str,
        *,
        language: str,
        status: int = 200,
        headers: Mapping[str, str] | None = None,
        **context: Any,
    ) -> HTMLResponse:
        """Return the page, its French signs bound to their words, with its security headers.

        `headers` replace or add some.
        """
        content = self._templates.get_template(template).render(
            _=self._translator(language),
            language=language,
            languages=LANGUAGE_NAMES,
            **context,
        )
        return HTMLResponse(
            bound_page(content), status, headers={**safe_headers(), **(headers or {})}
        )
