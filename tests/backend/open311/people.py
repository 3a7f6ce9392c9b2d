"""What a landlord's system sends to Open311, and how its answers are read."""

from xml.etree import ElementTree

import httpx

from backend.db import UnitOfWork
from backend.sollicitations.models import Sollicitation
from tests.backend.console import talks

PERSONAL = ("Lafont", "+33639981212", "0639981212", "appartement", "évier")
FORM = {
    "service_code": "plomberie",
    "address_string": "12 rue des Acacias, appartement 14, Pau",
    "first_name": "Jeanne",
    "last_name": "Lafont",
    "phone": "06 39 98 12 12",
    "description": "Fuite sous l'évier\n<script>",
    "attribute[since]": "hier soir",
}


def request(begin: UnitOfWork, **given: object) -> Sollicitation:
    return talks.request(
        begin, **{"contact_name": "Mme Lafont", "contact_phone": "+33639981212", **given}
    )


def xml(answer: httpx.Response) -> ElementTree.Element:
    assert answer.headers["content-type"] == "text/xml; charset=utf-8"
    assert answer.content.startswith(b"<?xml version='1.0' encoding='utf-8'?>")
    return ElementTree.fromstring(answer.content)  # noqa: S314 - our own answer


def refusal(answer: httpx.Response) -> tuple[int, int, str]:
    """Return the status, and the code and description of the body, in either format."""
    if answer.headers["content-type"].startswith("application/json"):
        (told,) = answer.json()
        assert set(told) == {"code", "description"}
        return answer.status_code, told["code"], told["description"]
    root = xml(answer)
    assert (root.tag, root[0].tag) == ("errors", "error")
    return answer.status_code, int(root.findtext("error/code") or 0), root[0][1].text or ""
