"""`/open311/v2`: GeoReport v2, in XML and JSON.

Reading one request needs its code and nothing else, as on the follow-up page. A list that names no
code needs a key: a tenant follows a request by its code, so codes are given to nobody else.
"""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query, Request, Response, Security
from fastapi.security import HTTPBearer
from sqlmodel import Session

from backend import safety
from backend.answers.landlords import served
from backend.api_keys import service as api_keys
from backend.api_keys.errors import KeyRefused, ScopeMissing
from backend.api_keys.models import ApiKey, Scope
from backend.clock import Clock
from backend.config import Settings
from backend.conversations.emergencies import Emergencies
from backend.db import SessionDep
from backend.error_handlers import errors, language_of
from backend.errors import TooManyRequests
from backend.i18n import translator
from backend.library.edition import Holds
from backend.limits import Guesses
from backend.open311 import reading, service
from backend.open311.errors import ArgumentMissing, ArgumentUnknown, BadArgument
from backend.open311.formats import Format, Open311Route, answer
from knowledge import Knowledge

SPECIFICATION = "http://wiki.open311.org/GeoReport_v2"
# Changes with the services or their definitions: clients read them again.
CHANGESET = "2026-11-26T00:00:00Z"
_BEARER = "bearer "
_KEY = HTTPBearer(scheme_name="key", auto_error=False)

Form = Annotated[dict[str, str], Depends(reading.form)]
Asked = Annotated[str, Query(max_length=100)]
FormatPath = Annotated[Format, Path(alias="format")]


class Door:
    """What the routes share: which landlords there are, which key was shown, in which language."""

    def __init__(self, settings: Settings, library: Holds, clock: Clock) -> None:
        self._settings, self._library, self.clock = settings, library, clock
        self.emergencies = Emergencies(library)

    @property
    def knowledge(self) -> Knowledge:
        """What holds now."""
        return self._library.knowledge

    def landlord(self, jurisdiction: str) -> str:
        """Return the landlord meant; a deployment of one needs no `jurisdiction_id`."""
        only = self._settings.landlord
        known = {only} if only else {one.id for one in served(self._library.knowledge)}
        if jurisdiction:
            if jurisdiction not in known:
                raise ArgumentUnknown("jurisdiction_id")
            return jurisdiction
        if len(known) != 1:
            raise ArgumentMissing("jurisdiction_id")
        return next(iter(known))

    def key(self, session: Session, request: Request, given: str, landlord: str) -> ApiKey | None:
        """Return the key of the argument or of the header; None without one."""
        header = request.headers.get("authorization", "")
        bearer = header[len(_BEARER) :] if header.lower().startswith(_BEARER) else ""
        shown = given or bearer.strip()
        if not shown:
            return None
        return api_keys.check(session, shown, landlord=landlord, now=self.clock())

    def discovery(self, language: str) -> dict[str, Any]:
        """Return the file by which a client finds the rest."""
        said = translator(language)
        return {
            "changeset": CHANGESET,
            "contact": said("open311_contact"),
            "key_service": said("open311_key_service"),
            "endpoints": [
                {
                    "specification": SPECIFICATION,
                    "url": f"{self._settings.public_base}/open311/v2",
                    "changeset": CHANGESET,
                    "type": "test" if self._settings.demo else "production",
                    "formats": ["text/xml", "application/json"],
                }
            ],
        }

    def notice(self, description: str, language: str) -> str | None:
        """Return whom to call where a description tells a danger."""
        danger = safety.read_danger(description)
        if danger is None:
            return None
        return self.emergencies.emergency(danger, language=language, by_sms=False).text


def router(settings: Settings, library: Holds, clock: Clock) -> APIRouter:
    """Return the routes of the specification."""
    refused = errors(BadArgument, ArgumentUnknown, KeyRefused, ScopeMissing, TooManyRequests)
    routes = APIRouter(
        prefix="/open311/v2", tags=["open311"], route_class=Open311Route, responses=refused
    )
    door = Door(settings, library, clock)
    _describe(routes, door)
    _file(routes, door)
    _follow(routes, door)
    return routes


def _describe(routes: APIRouter, door: Door) -> None:
    @routes.get("/discovery.{format}")
    def discovery(request: Request, form: FormatPath) -> Response:
        return answer(form, "discovery", door.discovery(language_of(request)))

    @routes.get("/services.{format}")
    def services(request: Request, form: FormatPath, jurisdiction_id: Asked = "") -> Response:
        door.landlord(jurisdiction_id)
        return answer(form, "services", service.services(language_of(request)))

    @routes.get("/services/{code}.{format}")
    def definition(
        code: str, request: Request, form: FormatPath, jurisdiction_id: Asked = ""
    ) -> Response:
        door.landlord(jurisdiction_id)
        told = service.definition(code, language_of(request))
        return answer(form, "service_definition", told)


def _file(routes: APIRouter, door: Door) -> None:
    @routes.post("/requests.{format}", dependencies=[Security(_KEY)])
    def file(given: Form, request: Request, form: FormatPath, session: SessionDep) -> Response:
        landlord = door.landlord(given.get("jurisdiction_id", ""))
        shown = door.key(session, request, given.get("api_key", ""), landlord)
        key = api_keys.require(shown, Scope.FILE)
        if not given.get("service_code"):
            raise ArgumentMissing("service_code")
        by = f"api:{key.name}"
        filed = service.file(session, door.knowledge, landlord, given, by=by, now=door.clock())
        notice = door.notice(filed.description, language_of(request))
        told = {"service_request_id": filed.code, "service_notice": notice, "account_id": None}
        return answer(form, "service_requests", [told])


def _follow(routes: APIRouter, door: Door) -> None:
    def one(
        session: Session, request: Request, code: str, jurisdiction: str, given: str
    ) -> dict[str, Any]:
        landlord = door.landlord(jurisdiction)
        key = door.key(session, request, given, landlord)
        found = _found(door, session, request, landlord, {"service_request_id": code}, key)
        if not found:
            raise ArgumentUnknown("service_request_id")
        return found[0]

    @routes.get("/tokens/{token}.{format}")
    def token(
        token: str,
        request: Request,
        form: FormatPath,
        session: SessionDep,
        jurisdiction_id: Asked = "",
    ) -> Response:
        found = one(session, request, token, jurisdiction_id, "")
        told = {"service_request_id": found["service_request_id"], "token": token}
        return answer(form, "service_requests", [told])

    @routes.get("/requests/{code}.{format}")
    def read(
        code: str,
        request: Request,
        form: FormatPath,
        session: SessionDep,
        jurisdiction_id: Asked = "",
        api_key: Asked = "",
    ) -> Response:
        found = one(session, request, code, jurisdiction_id, api_key)
        return answer(form, "service_requests", [found])

    @routes.get("/requests.{format}")
    def search(
        request: Request,
        form: FormatPath,
        session: SessionDep,
        jurisdiction_id: Asked = "",
        api_key: Asked = "",
    ) -> Response:
        landlord = door.landlord(jurisdiction_id)
        key = door.key(session, request, api_key, landlord)
        given = dict(request.query_params)
        return answer(
            form, "service_requests", _found(door, session, request, landlord, given, key)
        )


def _found(
    door: Door,
    session: Session,
    request: Request,
    landlord: str,
    given: dict[str, str],
    key: ApiKey | None,
) -> list[dict[str, Any]]:
    """Return what a request asks for; without a key, each code is a guess until it is right."""
    wanted = reading.filters(given, door.clock())
    if not wanted.codes:
        api_keys.require(key, Scope.LIST)
    guesses: Guesses = request.app.state.guesses
    address = request.client.host if request.client else ""
    for _ in wanted.codes if key is None else ():
        guesses.take(address)
    personal = key is not None and Scope.PERSONAL in key.scopes
    found = service.requests(
        session, landlord, wanted, personal=personal, language=language_of(request)
    )
    for _ in found if key is None else ():
        guesses.give_back(address)
    return found
