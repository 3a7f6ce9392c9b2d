"""Work orders, who does the work, and the weekly sheets of the green spaces."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0023"
down_revision: str | Sequence[str] | None = "0022"

_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Add contractors, orders, sheets and their photos."""
    op.create_table(
        "contractor",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("landlord", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("contact", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("landlord", "name", name="one_contractor_per_name"),
    )
    op.create_table(
        "work_order",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("landlord", sa.String(), nullable=True),
        sa.Column("sollicitation_id", sa.Integer(), nullable=False),
        sa.Column("contractor_id", sa.Integer(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("contact", sa.String(), nullable=False),
        sa.Column("access", sa.String(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("planned_on", sa.Date(), nullable=True),
        sa.Column("issued_by", sa.String(), nullable=False),
        sa.Column("issued_at", _MOMENT, nullable=False),
        sa.Column("updated_at", _MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["sollicitation_id"], ["sollicitation.id"]),
        sa.ForeignKeyConstraint(["contractor_id"], ["contractor.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "weekly_sheet",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("landlord", sa.String(), nullable=False),
        sa.Column("residence_id", sa.Integer(), nullable=False),
        sa.Column("contractor_id", sa.Integer(), nullable=False),
        sa.Column("week", sa.Date(), nullable=False),
        sa.Column("done", sa.Text(), nullable=False),
        sa.Column("entered_by", sa.String(), nullable=False),
        sa.Column("entered_at", _MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["residence_id"], ["residence.id"]),
        sa.ForeignKeyConstraint(["contractor_id"], ["contractor.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("residence_id", "contractor_id", "week", name="one_sheet_a_week"),
    )
    op.create_table(
        "sheet_photo",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("sheet_id", sa.Integer(), nullable=False),
        sa.Column("phase", sa.String(length=40), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("thumbnail", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["sheet_id"], ["weekly_sheet.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    for table, column in (
        ("work_order", "sollicitation_id"),
        ("work_order", "contractor_id"),
        ("weekly_sheet", "residence_id"),
        ("sheet_photo", "sheet_id"),
    ):
        op.create_index(f"ix_{table}_{column}", table, [column])
