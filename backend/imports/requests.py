"""The requests that the landlord's software has already: each gets a tracking code of ours."""

from backend.imports.columns import Column, day, one_of, text
from backend.imports.kind import Check, Kind, upsert
from backend.imports.tenancy import JOIN_TENANT, REFERENCE, TO_TENANT
from backend.sollicitations import codes
from backend.sollicitations.category import CATEGORIES
from backend.sollicitations.states import MOVES, State

_STATES: dict[str, tuple[str, ...]] = {
    State.RECEIVED: ("reçue", "nouvelle", "ouverte"),
    State.ASSIGNED: ("affectée", "attribuée", "confiée"),
    State.IN_PROGRESS: ("en cours",),
    State.WAITING_TENANT: ("attente locataire",),
    State.DONE: ("faite", "terminée", "résolue"),
    State.CLOSED: ("fermée", "close", "clôturée"),
    State.CANCELLED: ("annulée",),
}
_ALLOWED = ", ".join(f"('{start}', '{end}')" for start, ends in MOVES.items() for end in ends)
_NOT_ALLOWED = (
    "EXISTS (SELECT FROM sollicitation s WHERE s.landlord = :landlord"
    " AND s.reference = r.reference AND s.state <> r.state"
    f" AND (s.state, r.state) NOT IN ({_ALLOWED}))"
)
_UPSERT = upsert(
    "sollicitation",
    "reference",
    {
        "reference": "r.reference",
        "category": "r.category",
        "description": "coalesce(r.description, '')",
        "address": "coalesce(h.address, '')",
        "agency_id": "h.agency_id",
        "person_id": "p.id",
        "contact_name": "p.name",
        "contact_phone": "p.phone",
        "state": "r.state",
        "opened_at": "r.opened_on::date AT TIME ZONE 'Europe/Paris'",
    },
    f"{JOIN_TENANT} LEFT JOIN residence h ON h.id = p.residence_id",
    once={"code": "r.code", "updated_at": ":now", "priority": "0"},
    returning="id, state, opened_at",
)
# Every change of state is an event, written with it.
_WRITE = f"""
    WITH before AS (
        SELECT s.id, s.state FROM sollicitation s JOIN import_row r USING (reference)
        WHERE s.landlord = :landlord
    ), written AS ({_UPSERT}), told AS (
        INSERT INTO sollicitation_event (sollicitation_id, at, by, kind, from_state, to_state)
        SELECT w.id, CASE WHEN w.created THEN w.opened_at ELSE :now END, 'import', 'state',
            b.state, w.state
        FROM written w LEFT JOIN before b ON b.id = w.id WHERE b.state IS DISTINCT FROM w.state
    )
    SELECT created FROM written
"""  # noqa: S608 - names and words of ours only

REQUESTS = Kind(
    "requests",
    "reference",
    (
        Column("reference", (*REFERENCE, "reference demande", "demande"), text, required=True),
        Column("tenant", ("locataire", "reference locataire"), text),
        Column("category", ("categorie", "sujet"), one_of(dict.fromkeys(CATEGORIES, ())), True),
        Column("description", ("probleme", "objet", "libelle"), text),
        Column(
            "state",
            ("etat", "statut"),
            one_of(_STATES),
            required=True,
        ),
        Column("opened_on", ("ouverte le", "date d ouverture", "date"), day, required=True),
    ),
    _WRITE,
    (TO_TENANT, Check("state", "move-not-allowed", _NOT_ALLOWED)),
    {"code": codes.draw},
)
