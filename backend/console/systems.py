"""The landlord's systems: who is told of what, how each delivery went, and the keys in use."""

from collections.abc import Callable, Mapping
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import HTMLResponse
from sqlmodel import Session

from backend.agents.service import SignedIn
from backend.api_keys import service as api_keys
from backend.console.errors import ConsoleRoute
from backend.console.identity import Sender, Supervisor
from backend.console.screens import Parts, PartsDep
from backend.db import SessionDep
from backend.webhooks import service as webhooks
from backend.webhooks import signing
from backend.webhooks.errors import AddressRefused, EndpointPaused
from backend.webhooks.models import Kind, WebhookEndpoint

HERE = "/console/systemes"
_LONGEST_NAME = 80
_LONGEST_URL = 500

router = APIRouter(prefix=HERE, include_in_schema=False, route_class=ConsoleRoute)
Gettext = Callable[[str], str]


def _kinds(_: Gettext) -> Mapping[str, str]:
    return {
        Kind.FILED: _("demande enregistrée"),
        Kind.STATE_CHANGED: _("changement d’état"),
        Kind.CLOSED: _("demande fermée"),
        Kind.REOPENED: _("demande rouverte"),
        Kind.CHANGED: _("autre changement"),
    }


def _failures(_: Gettext) -> Mapping[str, str]:
    return {
        "timeout": _("pas de réponse à temps"),
        "connection": _("connexion impossible"),
        "no-such-host": _("nom inconnu"),
        "not-outside": _("adresse interne, refusée"),
        "not-https": _("adresse sans https, refusée"),
        "unreadable": _("adresse illisible"),
        "gone": _("l’adresse dit ne plus vouloir d’envois (410)"),
        "failing": _("aucun succès depuis plusieurs jours"),
        "stopped": _("arrêtés à la main"),
    }


def _page(
    request: Request,
    session: Session,
    parts: Parts,
    known: SignedIn,
    *,
    status: int = 200,
    **more: Any,
) -> HTMLResponse:
    landlord, gettext = known.agent.landlord, parts.gettext(known)
    empty = {"name": "", "url": ""}
    shown = {"made": None, "secret": "", "wrong": "", "given": empty, **more}
    return parts.page(
        request,
        known,
        "systems.html",
        status=status,
        endpoints=webhooks.endpoints(session, landlord),
        deliveries=webhooks.latest(session, landlord),
        keys=api_keys.keys(session, landlord),
        kinds=_kinds(gettext),
        failures=_failures(gettext),
        **shown,
    )


@router.get("")
def show(request: Request, session: SessionDep, parts: PartsDep, known: Supervisor) -> HTMLResponse:
    """Show the addresses, the last deliveries and the keys of the landlord."""
    return _page(request, session, parts, known)


@router.post("")
def subscribe(
    request: Request,
    session: SessionDep,
    parts: PartsDep,
    known: Sender,
    _: Supervisor,
    name: Annotated[str, Form(max_length=_LONGEST_NAME)],
    url: Annotated[str, Form(max_length=_LONGEST_URL)],
    kinds: Annotated[list[Kind] | None, Form()] = None,
    personal: Annotated[bool, Form()] = False,
) -> HTMLResponse:
    """Subscribe an address; its secret is on this page and nowhere else."""
    try:
        made = webhooks.add(
            session,
            landlord=known.agent.landlord,
            name=" ".join(name.replace("\x00", "").split()) or url[:_LONGEST_NAME],
            url=url,
            kinds=kinds or list(Kind),
            personal=personal,
            by=known.agent.login,
            loopback=parts.settings.webhook_loopback,
            now=parts.clock(),
        )
    except AddressRefused as error:
        given = {"name": name, "url": url}
        wrong = str(error.data["reason"])
        return _page(request, session, parts, known, status=422, wrong=wrong, given=given)
    return _page(request, session, parts, known, made=made, secret=_secret(parts, made))


def _secret(parts: Parts, made: WebhookEndpoint) -> str:
    key = parts.settings.signing_key.get_secret_value()
    return signing.shown(signing.secret_of(key, made.id or 0, made.salt))


@router.post("/deliveries/{delivery_id}/again")
def send_again(
    delivery_id: int,
    request: Request,
    session: SessionDep,
    parts: PartsDep,
    known: Sender,
    _: Supervisor,
) -> Response:
    """Send a delivery once more."""
    try:
        webhooks.send_again(session, known.agent.landlord, delivery_id, now=parts.clock())
    except EndpointPaused:
        return parts.told(request, known, HERE, "meanwhile")
    return parts.told(request, known, HERE, "saved-access")


@router.post("/keys/{key_id}/revoke")
def revoke(
    key_id: int,
    request: Request,
    session: SessionDep,
    parts: PartsDep,
    known: Sender,
    _: Supervisor,
) -> Response:
    """End a key for good."""
    api_keys.revoke(session, known.agent.landlord, key_id, now=parts.clock())
    return parts.told(request, known, HERE, "saved-access")


Step = Literal["pause", "resume"]


@router.post("/{endpoint_id}/{step}")
def change(
    endpoint_id: int,
    step: Step,
    request: Request,
    session: SessionDep,
    parts: PartsDep,
    known: Sender,
    _: Supervisor,
) -> Response:
    """Stop writing to an address, or begin again."""
    steps = {"pause": webhooks.pause, "resume": webhooks.resume}
    steps[step](session, known.agent.landlord, endpoint_id, now=parts.clock())
    return parts.told(request, known, HERE, "saved-access")
