"""The border between agencies on everything that has one, in any field: path, query and form.

A new field of a route fails here until it is said whether it may name an object.
"""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from fastapi import FastAPI
from sqlmodel import select

from backend.console import identity
from backend.conversations import ownership
from backend.conversations.models import State
from backend.db import UnitOfWork
from backend.sollicitations.models import Sollicitation
from backend.tenants.models import Residence
from backend.workorders.models import Contractor
from tests.backend.console import talks
from tests.backend.console.conftest import Browser
from tests.backend.console.test_boundaries import asked_for, parameters
from tests.backend.console.test_boundaries import record as record
from tests.backend.console.test_sign_in import flat, routes
from tests.backend.console.two_agencies import HOME, NAME, PHONE, SECRETS, WORDS, Ids, of
from tests.backend.console.two_agencies import agencies as agencies
from tests.backend.console.two_agencies import filed as filed
from tests.backend.console.two_agencies import objects as objects
from tests.backend.conversations.people import NOW

# Fields that may name an object, or find one by what is written.
NAMING = set(
    "agency agent assigned call caller code codes contractor conversation open order q residence"
    " sollicitation text to".split()
)
# What is written, chosen or ticked, and names nothing that an agency has.
PLAIN = set(
    "access address after at back before began by_sms calculator canned category client_id closed"
    " contact csrf day days density description done entry first_level form keys kind language late"
    " login name next note numbers outcome page papers password phone place planned_on priority"
    " purpose qualification question reference role rule seen service service_name sort sound state"
    " subject then urgent way what which words".split()
)
SUPERVISE = {identity.supervisor, identity.supervisors_form, identity.administrators_form}
# Forms whose fields name an object, and what is sent there; or why nothing has to be.
SENT = {
    ("/console/appels", "call"),
    ("/console/suites", "sollicitation"),
    ("/console/conversations/{conversation_id}/requests/link", "code"),
    ("/console/espaces-verts", "residence"),
    ("/console/rendez-vous/fermeture", "agency"),
    ("/console/sollicitations/{sollicitation_id}/merge", "codes"),
    ("/console/sollicitations/export", "agency"),
}
FREE = {
    "agency": "a conversation, a request or an appointment may be given to another agency",
    "agent": "a request may be given to a colleague of another agency",
    "assigned": "narrows a list of what is seen",
    "caller": "the call of a number is closed by who speaks with it",
    "code": "a second factor's",
    "contractor": "the companies are the landlord's",
    "order": "only where to go back to",
    "text": "words",
    "to": "whom it is passed on to, or a state",
}


def fields(dependant: Any) -> Iterator[str]:
    """What a route reads of its query and its form, its dependencies' too."""
    for one in (*dependant.query_params, *dependant.body_params):
        model = getattr(one.field_info.annotation, "model_fields", None)
        yield from model or (one.name,)
    for below in dependant.dependencies:
        yield from fields(below)


def is_supervisors(dependant: Any) -> bool:
    """Whether only who supervises reaches a route: for them there is no border."""
    return dependant.call in SUPERVISE or any(map(is_supervisors, dependant.dependencies))


def every_field(app: FastAPI) -> set[tuple[str, str, str]]:
    """Method, path and name of every field of the console that an agent may send."""
    found = set()
    for route in flat(app.routes):
        if route.path.startswith("/console") and not is_supervisors(route.dependant):
            for method in route.methods or ():
                found |= {(method, route.path, name) for name in fields(route.dependant)}
    return found


def test_of_every_field_it_is_known_whether_it_may_name_an_object(app: FastAPI) -> None:
    found = every_field(app)

    assert len(found) > 100
    assert {name for _, _, name in found} == NAMING | PLAIN
    naming = {(p, n) for m, p, n in found if m == "POST" and n in NAMING}
    assert {name for path, name in naming - SENT} <= set(FREE)
    assert SENT <= naming


def test_nothing_of_another_agency_is_shown_or_changed_by_any_path(
    app: FastAPI,
    objects: dict[str, str],
    cote: Browser,
    record: Callable[[], dict[str, str | None]],
) -> None:
    assert asked_for(app, objects, cote, record) >= 40


@pytest.fixture
def named(objects: dict[str, str], agencies: Ids, people: Ids, filed: Sollicitation) -> Any:
    """How a query may name what the first agency has."""
    return {
        "agency": (str(agencies["bearn"]), "none"),
        "assigned": (str(people["bearn"]),),
        "caller": (PHONE, talks.PHONE),
        "conversation": (objects["conversation_id"],),
        "open": (objects["conversation_id"],),
        "q": (filed.code, NAME, PHONE, "robinet", "voisine"),
        "text": (filed.code, PHONE, "robinet", "voisine"),
    }


def test_no_page_tells_of_another_agencys_whatever_its_query_names(
    app: FastAPI, objects: dict[str, str], named: Any, filed: Sollicitation, cote: Browser
) -> None:
    pages = [p for m, p in routes(app) if m == "GET" and not parameters(p) and "events" not in p]
    queries = {p: [(n, v) for m, q, n in every_field(app) if (m, q) == ("GET", p)
                   for v in named.get(n, ())] for p in pages}  # fmt: skip

    assert len(pages) >= 25
    assert sum(map(len, queries.values())) >= 20
    for path in pages:
        if path.startswith("/console/login") or path == "/console/preferences":
            continue
        for query in ((), *((one,) for one in queries[path])):
            shown = cote.get(path, params=dict(query)).text
            # What was asked for stands in the field that it was written in.
            for _, value in query:
                shown = shown.replace(f'value="{value}"', "")
            for secret in (*SECRETS, filed.code, objects["conversation_id"]):
                assert secret not in shown, (path, query, secret)


def test_no_form_changes_or_tells_what_another_agency_has(
    begin: UnitOfWork,
    agencies: Ids,
    people: Ids,
    objects: dict[str, str],
    filed: Sollicitation,
    cote: Browser,
    record: Callable[[], dict[str, str | None]],
) -> None:
    mine = talks.request(begin, agency_id=agencies["cote"])
    talk = of(begin, agencies["cote"], state=State.QUEUED)
    with begin() as session:
        ownership.claim(session, talk.id, agent_id=people["cote"], now=NOW)
        home, company = (session.exec(select(t.id)).one() for t in (Residence, Contractor))
    day = {"day": "2026-12-01"}
    sent: dict[str, dict[str, str]] = {
        "/console/suites": day | {"sollicitation": str(filed.id), "rule": "bel-check"},
        "/console/espaces-verts": day
        | {"residence": str(home), "contractor": str(company), "done": "x"},
        f"/console/rendez-vous/fermeture?day=2026-12-01&agency={agencies['bearn']}": {
            "closed": "true"
        },
        f"/console/sollicitations/{mine.id}/merge": {"codes": filed.code},
        f"/console/conversations/{talk.id}/requests/link": {"code": filed.code},
        "/console/appels": {"call": "1", "qualification": "loyer", "first_level": "yes"},
    }
    before = record()

    for path, form in sent.items():
        answer = cote.post(path, form)
        assert answer.status_code < 500, path
        assert WORDS not in answer.text, path
        assert record() == before, path
    file = cote.post("/console/sollicitations/export", {"agency": str(agencies["bearn"])})
    assert filed.code not in file.text
    assert mine.code in file.text


def test_who_supervises_sees_all_of_it(
    objects: dict[str, str], filed: Sollicitation, chef: Browser
) -> None:
    for path in (
        f"/console/sollicitations/{filed.id}",
        f"/console/bons/{objects['order_id']}",
        f"/console/incidents/{objects['incident_id']}",
    ):
        assert chef.get(path).status_code == 200
    assert NAME in chef.get(f"/console/recherche?q={NAME}").text
    assert HOME in chef.get("/console/espaces-verts").text
    assert WORDS in chef.get("/console/sollicitations").text
