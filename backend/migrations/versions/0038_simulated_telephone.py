"""A telephone of the built-in network may be broken."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0038"
down_revision: str | Sequence[str] | None = "0037"


def upgrade() -> None:
    """Add the telephones that are broken."""
    words = ("none", "no_answer", "busy", "down", "opted_out", "landline")
    kind = sa.Enum(*words, name="trouble", native_enum=False, length=40)
    op.create_table(
        "simulated_telephone",
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("trouble", kind, nullable=False),
        sa.PrimaryKeyConstraint("number"),
    )
