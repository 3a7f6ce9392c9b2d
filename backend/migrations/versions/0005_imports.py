"""What a landlord's own software knows a thing by, leases, and equipment."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0005"
down_revision: str | Sequence[str] | None = "0004"

_BY_REFERENCE = ("residence", "person", "sollicitation")


def upgrade() -> None:
    """Add the references, under which an import finds what it brought before."""
    for table in _BY_REFERENCE:
        op.add_column(table, sa.Column("reference", sa.String(), nullable=True))
        op.create_unique_constraint(f"one_{table}_per_reference", table, ["landlord", "reference"])
    op.create_unique_constraint("one_agency_per_name", "agency", ["landlord", "name"])
    op.create_table(
        "lease",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("landlord", sa.String(), nullable=False),
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("residence_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("dwelling", sa.String(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"]),
        sa.ForeignKeyConstraint(["residence_id"], ["residence.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("landlord", "reference", name="one_lease_per_reference"),
    )
    for column in ("landlord", "person_id", "residence_id"):
        op.create_index(f"ix_lease_{column}", "lease", [column])
    op.create_table(
        "equipment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("landlord", sa.String(), nullable=False),
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("residence_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["residence_id"], ["residence.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("landlord", "reference", name="one_equipment_per_reference"),
    )
    for column in ("landlord", "residence_id"):
        op.create_index(f"ix_equipment_{column}", "equipment", [column])
