"""When tenants last logged in to the swap site: their adverts are warned of before they go off."""

from backend.followups.models import State
from backend.imports.columns import Column, day, text
from backend.imports.kind import Check, Kind
from backend.imports.tenancy import REFERENCE

_REQUEST = "s.landlord = :landlord AND (s.reference = r.request OR s.code = r.request)"
# The day on which it is due is worked out from the knowledge, which no statement reads.
_WRITE = f"""
    INSERT INTO follow_up (
        landlord, rule, sollicitation_id, starts_on, due_at, state, planned_by, planned_at, why
    )
    SELECT :landlord, 'bel-advert', s.id, r.last_login::date, :now, '{State.DATED}', 'import',
        :now, ''
    FROM import_row r JOIN sollicitation s ON {_REQUEST}
    ON CONFLICT (rule, sollicitation_id, starts_on) DO NOTHING
    RETURNING true AS created
"""  # noqa: S608 - names and words of ours only

BEL = Kind(
    "bel",
    "request",
    (
        Column("request", (*REFERENCE, "demande", "code"), text, required=True),
        Column("last_login", ("derniere connexion", "connexion", "date"), day, required=True),
    ),
    _WRITE,
    (
        Check(
            "request",
            "not-found",
            f"NOT EXISTS (SELECT FROM sollicitation s WHERE {_REQUEST})",
        ),
    ),
)
