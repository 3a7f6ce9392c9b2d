"""A company's page as it is drawn: the order, what may be said of it, and the weekly sheet."""

from collections.abc import Sequence

from fastapi import Request
from fastapi.responses import HTMLResponse
from sqlmodel import Session

from backend.clock import Clock
from backend.pages.link_view import LinkView
from backend.pages.texts import Gettext
from backend.pages.views import PARIS, Views, chosen_language
from backend.workorders import links, sheets
from backend.workorders.links import HERE, Opened
from backend.workorders.states import OrderState, is_running, moves_from

GOOD = frozenset({"planned", "done", "not-done", "photos", "sheet"})


def states(gettext: Gettext) -> dict[str, str]:
    """Return where an order stands, in words."""
    _ = gettext
    return {
        OrderState.ISSUED: _("À faire"),
        OrderState.ACCEPTED: _("Accepté"),
        OrderState.PLANNED: _("Date prévue"),
        OrderState.NOT_DONE: _("Pas fait"),
        OrderState.DONE: _("Fait"),
    }


def said(gettext: Gettext) -> dict[str, str]:
    """Return what the page says of what was just sent."""
    _ = gettext
    return {
        "planned": _("La date est notée. Le locataire en est prévenu."),
        "done": _("C’est noté : les travaux sont faits."),
        "not-done": _("C’est noté. Le bailleur lit votre raison."),
        "photos": _("Les photos sont bien arrivées."),
        "sheet": _("La fiche de la semaine est enregistrée."),
        "incomplete": _("Il manque une date à venir, une raison ou un texte. Rien n’a été changé."),
        "not-allowed": _("Ce bon n’est plus à cette étape. Rien n’a été changé."),
        "too-many": _("C’est trop de photos ou d’envois. Rien n’a été pris."),
        "bad-photo": _("Ce n’est pas une photo que nous pouvons prendre. Rien n’a été pris."),
    }


class ContractorView(LinkView):
    """Draws the page in its states."""

    here, gone_template = HERE, "contractor_gone.html"

    def __init__(self, views: Views, clock: Clock, links: Sequence[tuple[str, str]]) -> None:
        super().__init__(views, links)
        self._clock = clock

    def show(self, request: Request, session: Session, found: Opened) -> HTMLResponse:
        """Return the page of a link that may be opened."""
        language = chosen_language(request.query_params.get("language"))
        gettext, now = self._views.texts(language), self._clock()
        today, told = now.astimezone(PARIS).date(), request.query_params.get("said", "")
        state = OrderState(found.order.state) if found.order else None
        return self._page(
            "contractor.html",
            language,
            200,
            token=request.path_params["token"],
            found=found,
            order=found.order,
            state=states(gettext).get(state or "", ""),
            is_running=state is not None and is_running(state),
            moves=moves_from(state) if state else [],
            photos=links.photos_of(session, found.order.id or 0) if found.order else {},
            most=links.MOST_PHOTOS,
            sheets=[
                (home, one)
                for home in found.homes
                for one in sheets.latest(session, home.id or 0, today=today)
                if one.it.contractor_id == found.contractor.id
            ],
            today=today,
            said=said(gettext).get(told, ""),
            is_good=told in GOOD,
        )
