"""The door by the landlord's identity provider. No unit of work is open while it is asked."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import RedirectResponse

from backend.agents import oidc
from backend.agents import service as agents
from backend.agents.errors import NotProven
from backend.agents.oidc import Provider
from backend.config import Settings
from backend.console import identity
from backend.console.errors import ConsoleRoute
from backend.console.screens import PartsDep
from backend.console.sign_in import DESK, refused
from backend.db import UnitOfWork
from backend.errors import NotFound

HERE = "/console/login/oidc"
COOKIE = "loge_oidc"
_LONGEST = 4_000

router = APIRouter(prefix=HERE, include_in_schema=False, route_class=ConsoleRoute)


def provider_of(settings: Settings) -> Provider:
    """Return the provider; raises NotFound where there is none."""
    if not settings.oidc_issuer:
        raise NotFound("There is no identity provider.")
    return Provider(
        issuer=settings.oidc_issuer,
        client_id=settings.oidc_client_id,
        client_secret=settings.oidc_client_secret.get_secret_value(),
        claim=settings.oidc_claim,
        comes_back_to=f"{settings.public_base}{HERE}/callback",
    )


@router.get("")
def go(request: Request, parts: PartsDep) -> Response:
    """Send the browser to the provider."""
    settings = parts.settings
    try:
        address, attempt = oidc.begin(provider_of(settings), parts.clock())
    except NotProven:
        return refused(parts, request, 502, wrong="provider")
    answer = RedirectResponse(address, 303)
    answer.set_cookie(
        COOKIE,
        oidc.seal(attempt, settings.signing_key.get_secret_value()),
        path=HERE,
        max_age=600,
        httponly=True,
        samesite="lax",
        secure=settings.public_base.startswith("https://"),
    )
    return answer


@router.get("/callback")
def come_back(
    request: Request,
    parts: PartsDep,
    code: Annotated[str, Query(max_length=_LONGEST)] = "",
    state: Annotated[str, Query(max_length=_LONGEST)] = "",
) -> Response:
    """Let in whom the provider vouches for, if there is an account of that name."""
    settings, now = parts.settings, parts.clock()
    provider, begin = provider_of(settings), _begin(request)
    try:
        kept = request.cookies.get(COOKIE, "")
        attempt = oidc.unseal(kept, settings.signing_key.get_secret_value())
        name = oidc.finish(provider, attempt, code=code, state=state, now=now)
        with begin() as session:
            token = agents.sign_in_as(session, name, now=now)
    except NotProven:
        return refused(parts, request, 401, wrong="provider")
    answer = RedirectResponse(DESK, 303)
    answer.delete_cookie(COOKIE, path=HERE)
    identity.remember(answer, token, settings)
    return answer


def _begin(request: Request) -> UnitOfWork:
    begin: UnitOfWork = request.app.state.unit_of_work
    return begin
