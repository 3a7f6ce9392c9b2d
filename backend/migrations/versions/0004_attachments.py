"""Files that tenants send, and what a message shows of the one that came with it."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "0004"
down_revision: str | Sequence[str] | None = "0003"


def upgrade() -> None:
    """Add the two tables and the column; what was said before came without files."""
    op.add_column("message", sa.Column("attachment", postgresql.JSONB(), nullable=True))
    op.create_table(
        "attachment",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("conversation_id", sa.String(), nullable=False),
        sa.Column("message_id", sa.Integer(), nullable=False),
        sa.Column("sollicitation_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("waits", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["conversation_id"], ["conversation.id"]),
        sa.ForeignKeyConstraint(["message_id"], ["message.id"]),
        sa.ForeignKeyConstraint(["sollicitation_id"], ["sollicitation.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("message_id"),
    )
    for column in ("conversation_id", "sollicitation_id"):
        op.create_index(op.f(f"ix_attachment_{column}"), "attachment", [column])
    op.create_index(
        "attachment_waiting",
        "attachment",
        ["conversation_id"],
        postgresql_where=sa.text("waits"),
    )
    op.create_table(
        "attachment_content",
        sa.Column("attachment_id", sa.String(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("thumbnail", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(["attachment_id"], ["attachment.id"]),
        sa.PrimaryKeyConstraint("attachment_id"),
    )
    # Photos are packed already: looking for what could be packed costs time and gains nothing.
    for column in ("content", "thumbnail"):
        op.execute(f"ALTER TABLE attachment_content ALTER COLUMN {column} SET STORAGE EXTERNAL")
