"""The follow-up with the telephone's last digits: more is shown, a word added, a request cancelled.

What was proved stands in the page's forms; there is no cookie, so nothing of another site can use
it. A wrong code and wrong digits get the very same page.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from backend.errors import AppError
from backend.pages.texts import Gettext
from backend.pages.tracking import LONGEST_CODE, address_of, facts
from backend.pages.views import HIDDEN, Views, chosen_language, safe_headers
from backend.tracking.door import Door, Shown
from backend.tracking.errors import ProofExpired
from backend.workorders.states import OrderState

HERE = "/suivi/details"
_LONGEST_DIGITS = 20
_LONGEST_TEXT = 4_000
_LONGEST_PROOF = 200

Language = Annotated[str | None, Form()]
Proof = Annotated[str, Form(max_length=_LONGEST_PROOF)]
# What to do in the danger that a text tells, in a language; "" where it tells none.
Rescue = Callable[[str, str], str]


def work_words(gettext: Gettext) -> dict[str, str]:
    """Return where the work of a request stands, as its tenant reads it."""
    _ = gettext
    return {
        OrderState.ISSUED: _("Demandée"),
        OrderState.ACCEPTED: _("Acceptée"),
        OrderState.PLANNED: _("Prévue le"),
        OrderState.NOT_DONE: _("N’a pas pu se faire"),
        OrderState.DONE: _("Faite"),
    }


@dataclass(frozen=True)
class _Pages:
    """The two pages: the request, or why it is not shown."""

    views: Views
    links: Sequence[tuple[str, str]]

    def of(
        self, language: str | None, open_: Callable[[], Shown], *, code: str = "", **more: str
    ) -> HTMLResponse:
        """Return the request that is opened, or the page of its refusal."""
        spoken = chosen_language(language)
        try:
            return self._shown(spoken, open_(), **more)
        except AppError as error:
            return self._refused(spoken, error, code)

    def _shown(
        self, language: str, found: Shown, *, said: str = "", danger: str = ""
    ) -> HTMLResponse:
        return self.views.page(
            "tracking_details.html",
            language=language,
            headers=HIDDEN,
            links=self.links,
            here="/suivi",
            details=found.details,
            proof=found.proof,
            said=said,
            danger=danger,
            work_words=work_words(self.views.texts(language)),
            **facts(found.public, self.views.texts(language)),
        )

    def _refused(self, language: str, error: AppError, code: str) -> HTMLResponse:
        wait = error.data.get("retry_after")
        return self.views.page(
            "tracking_digits.html",
            language=language,
            status=error.status,
            headers={**HIDDEN, **({"Retry-After": str(wait)} if wait else {})},
            links=self.links,
            here="/suivi",
            code=code,
            minutes=-(-wait // 60) if wait else 0,
            expired=isinstance(error, ProofExpired),
        )


def router(
    *, views: Views, door: Door, rescue: Rescue, links: Sequence[tuple[str, str]]
) -> APIRouter:
    """Return the routes under `/suivi/details`; they stand before `/suivi/{code}`."""
    routes = APIRouter(include_in_schema=False)
    pages = _Pages(views, links)

    @routes.get(HERE)
    @routes.get(HERE + "/{step}")
    def ask(language: str | None = None) -> Response:
        address = f"/suivi?language={chosen_language(language)}"
        return RedirectResponse(address, 303, {**safe_headers(), **HIDDEN})

    @routes.post(HERE)
    def open_(
        request: Request,
        code: Annotated[str, Form(max_length=LONGEST_CODE)],
        digits: Annotated[str, Form(max_length=_LONGEST_DIGITS)],
        language: Language = None,
    ) -> HTMLResponse:
        address = address_of(request)
        return pages.of(language, lambda: door.open(code, digits, address), code=code)

    @routes.post(HERE + "/word")
    def add_word(
        proof: Proof,
        text: Annotated[str, Form(max_length=_LONGEST_TEXT)] = "",
        language: Language = None,
    ) -> HTMLResponse:
        danger = rescue(text, chosen_language(language))
        return pages.of(language, lambda: door.add_word(proof, text), said="added", danger=danger)

    @routes.post(HERE + "/cancel")
    def cancel(proof: Proof, language: Language = None) -> HTMLResponse:
        return pages.of(language, lambda: door.cancel(proof), said="cancelled")

    return routes
