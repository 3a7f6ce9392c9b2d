"""The two formats of the specification: XML, and the JSON that maps it (the Spark convention)."""

import json
import re
from collections.abc import Callable, Coroutine, Mapping
from enum import StrEnum
from typing import Any
from xml.etree.ElementTree import Element, SubElement, tostring

from fastapi import Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute

from backend.error_handlers import language_of
from backend.errors import AppError
from backend.i18n import translator
from backend.open311.errors import BadArgument

Tree = Mapping[str, Any] | list[Any] | str | int | bool | None


class Format(StrEnum):
    """How an answer is written."""

    XML = "xml"
    JSON = "json"


_ONE_OF = {
    "services": "service",
    "attributes": "attribute",
    "values": "value",
    "service_requests": "request",
    "errors": "error",
    "endpoints": "endpoint",
    "formats": "format",
}
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_TYPES = {Format.XML: "text/xml; charset=utf-8", Format.JSON: "application/json; charset=utf-8"}


def answer(form: Format, root: str, tree: Tree, status: int = 200, **headers: str) -> Response:
    """Return an answer; `root` names it in XML, and its items where it is a list."""
    if form is Format.JSON:
        body = json.dumps(tree, ensure_ascii=False).encode()
    else:
        element = Element(root)
        _fill(element, tree)
        body = tostring(element, encoding="utf-8", xml_declaration=True)
    kept = {"Content-Type": _TYPES[form], "Cache-Control": "no-store", **headers}
    return Response(body, status, headers={**kept, "X-Content-Type-Options": "nosniff"})


def _fill(element: Element, tree: Tree) -> None:
    if isinstance(tree, Mapping):
        for name, value in tree.items():
            _fill(SubElement(element, name), value)
    elif isinstance(tree, list):
        for value in tree:
            _fill(SubElement(element, _ONE_OF[element.tag]), value)
    elif isinstance(tree, bool):
        element.text = str(tree).lower()
    elif tree is not None:
        element.text = _NOT_XML.sub("", str(tree))


class Open311Route(APIRoute):
    """A route whose errors are told as the specification has them, in the format asked for."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Wrap FastAPI's own handler."""
        handle = super().get_route_handler()

        async def told(request: Request) -> Response:
            try:
                return await handle(request)
            except RequestValidationError as error:
                return _refusal(request, BadArgument(str(error.errors()[0]["loc"][-1])))
            except AppError as error:
                return _refusal(request, error)

        return told


def _refusal(request: Request, error: AppError) -> Response:
    said = translator(language_of(request))(error.type)
    which = error.data.get("argument") or error.data.get("scope")
    described = f"{said} ({which})" if which else said
    form = Format.JSON if request.url.path.endswith(".json") else Format.XML
    wait = error.data.get("retry_after")
    headers = {"Retry-After": str(wait)} if wait else {}
    tree: Tree = [{"code": error.status, "description": described}]
    return answer(form, "errors", tree, error.status, **headers)
