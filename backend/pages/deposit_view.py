"""The deposit page as it is drawn: what is wanted, the form, what is there, what was refused."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import uuid4

from fastapi import Request
from fastapi.responses import HTMLResponse

from backend.attachments.bench import Files
from backend.clock import Clock
from backend.deposits.models import Purpose
from backend.deposits.service import HERE, Deposit
from backend.deposits.wanted import Wanted, wanted
from backend.errors import AppError
from backend.i18n import LANGUAGES
from backend.library.edition import Holds
from backend.pages.link_view import LinkView
from backend.pages.texts import Gettext
from backend.pages.views import PARIS, Views, chosen_language


@dataclass(frozen=True)
class Refused:
    """A file that was not taken, and why, in the reader's language."""

    name: str
    why: str


def heading(purpose: Purpose, gettext: Gettext) -> str:
    """Return the title of a page, by what its link is for."""
    _ = gettext
    return {
        Purpose.REQUEST: _("Envoyer des photos ou des papiers"),
        Purpose.TAX_NOTICE: _("Envoyer votre avis d’imposition"),
        Purpose.APPLICANT: _("Envoyer vos justificatifs"),
        Purpose.MESSAGE: _("Envoyer votre photo ou votre papier"),
    }[purpose]


def script_texts(gettext: Gettext) -> dict[str, str]:
    """Return what the page's script shows."""
    _ = gettext
    return {
        "progress": _("Envoi de {name}"),
        "arrived": _("{name} est bien arrivé."),
        "heavy": _("{name} est trop lourd : {n} Mo au plus."),
        "failed": _("{name} n’a pas pu être envoyé. Réessayez."),
        "none": _("Choisissez d’abord un fichier."),
    }


class DepositView(LinkView):
    """Draws the page in its states."""

    here, gone_template = HERE, "deposit_gone.html"

    def __init__(
        self, views: Views, library: Holds, clock: Clock, links: Sequence[tuple[str, str]]
    ) -> None:
        super().__init__(views, links)
        self._library, self.clock = library, clock

    def language(self, request: Request, found: Deposit | None = None) -> str:
        """Return the language that the reader chose, else the conversation's."""
        asked = request.query_params.get("language")
        return asked if asked in LANGUAGES else chosen_language(found.language if found else None)

    def show(
        self,
        request: Request,
        found: Deposit,
        files: Files,
        *,
        refused: Sequence[Refused] = (),
        status: int = 200,
    ) -> HTMLResponse:
        """Return the page of a link that may be opened."""
        language = self.language(request, found)
        gettext = self._views.texts(language)
        return self._page(
            "deposit.html",
            language,
            status,
            token=request.path_params["token"],
            form_id=uuid4().hex,
            title=heading(found.link.purpose, gettext),
            found=found,
            wanted=self._wanted(found, language),
            refused=refused,
            largest=files.largest // (1024 * 1024),
            texts=script_texts(gettext),
        )

    def worded(
        self, request: Request, found: Deposit, refused: Sequence[tuple[str, AppError]]
    ) -> list[Refused]:
        """Return what was not taken with the reasons that the reader understands."""
        why = self._views.texts(self.language(request, found))
        return [Refused(name, why(error.type)) for name, error in refused]

    def _wanted(self, found: Deposit, language: str) -> Wanted | None:
        day = self.clock().astimezone(PARIS).date()
        link = found.link
        return wanted(self._library.knowledge, link.purpose, link.landlord, language, day)
