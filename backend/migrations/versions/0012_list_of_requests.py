"""The list of requests finds its lines by an index, whatever it is narrowed to."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0012"
down_revision: str | Sequence[str] | None = "0011"

_WORDS = """
    CREATE FUNCTION request_words(code text, name text, address text, description text)
    RETURNS tsvector LANGUAGE sql IMMUTABLE PARALLEL SAFE COST 500 AS $$
        SELECT array_to_tsvector(ARRAY(
            SELECT DISTINCT left(word, 60) FROM regexp_split_to_table(
                translate(
                    lower(concat_ws(' ', code, replace(code, '-', ''), name, address, description)),
                    'àâäáãéèêëíîïóôöõúùûüçñ', 'aaaaaeeeeiiioooouuuucn'
                ),
                '[^a-z0-9]+'
            ) AS word WHERE word <> ''
        ))
    $$
"""
_OPEN = "state NOT IN ('done', 'closed', 'cancelled', 'merged')"
_ORDERS = {
    "opened": ["landlord", "opened_at", "id"],
    "changed": ["landlord", "updated_at", "id"],
    "priority": ["landlord", "priority", "id"],
    "agency": ["landlord", "agency_id", "opened_at", "id"],
    "state": ["landlord", "state", "opened_at", "id"],
    "category": ["landlord", "category", "opened_at", "id"],
}


def upgrade() -> None:
    """Add the orders, what is open, the words, and the telephone."""
    for name, columns in _ORDERS.items():
        op.create_index(f"sollicitation_by_{name}", "sollicitation", columns)
    op.create_index(
        "sollicitation_open",
        "sollicitation",
        ["landlord", "agency_id", "opened_at", "id"],
        postgresql_where=sa.text(_OPEN),
    )
    # Nobody has to do anything about what was merged.
    op.drop_index("sollicitation_by_age", "sollicitation")
    op.create_index(
        "sollicitation_by_age",
        "sollicitation",
        ["landlord", "opened_at"],
        postgresql_where=sa.text(_OPEN),
    )
    op.create_index("ix_sollicitation_contact_phone", "sollicitation", ["contact_phone"])
    # What these began with, the orders begin with too.
    for column in ("landlord", "state"):
        op.drop_index(f"ix_sollicitation_{column}", "sollicitation")
    op.execute(_WORDS)
    op.create_index(
        "sollicitation_words",
        "sollicitation",
        [sa.text("request_words(code, contact_name, address, description)")],
        postgresql_using="gin",
    )
