"""What happened, as numbers for the dashboard."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0006"
down_revision: str | None = "0005"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Create the table."""
    op.create_table(
        "fact",
        sa.Column("kind", sa.String(16), primary_key=True),
        sa.Column("ref", sa.String(180), primary_key=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("label", sa.String(100), nullable=True),
        sa.Column("topic", sa.String(32), nullable=True),
        sa.Column("unit", sa.String(60), nullable=True),
        sa.Column("value", sa.Float, nullable=True),
    )
    op.create_index("ix_fact_at", "fact", ["at"])


def downgrade() -> None:
    """Drop it."""
    op.drop_table("fact")
