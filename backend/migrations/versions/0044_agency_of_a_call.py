"""The agency of a call: that of the caller's residence, where the number is a tenant's."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0044"
down_revision: str | Sequence[str] | None = "0043"


def upgrade() -> None:
    """Add the agency, and find it for the calls that there are."""
    op.add_column("phone_call", sa.Column("agency_id", sa.Integer(), nullable=True))
    op.create_foreign_key(
        "phone_call_agency_id_fkey", "phone_call", "agency", ["agency_id"], ["id"]
    )
    op.execute(
        """
        UPDATE phone_call SET agency_id = residence.agency_id
        FROM person JOIN residence ON residence.id = person.residence_id
        WHERE person.id = phone_call.person_id
        """
    )
