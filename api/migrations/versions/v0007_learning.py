"""Canned answers, gaps of the knowledge, and statements proposed to close them."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0007"
down_revision: str | None = "0006"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Create four tables."""
    op.create_table(
        "canned",
        sa.Column("name", sa.String(16), primary_key=True),
        sa.Column("version", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("reply", sa.JSON, nullable=False),
        sa.Column("author", sa.String(64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn", sa.Boolean, nullable=False),
    )
    op.create_table(
        "gap",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("ix_gap_state", "gap", ["state"])
    op.create_table(
        "gap_question",
        sa.Column("ref", sa.String(64), primary_key=True),
        sa.Column(
            "conversation_id",
            sa.String(64),
            sa.ForeignKey("conversation.id", ondelete="CASCADE"),
            nullable=True,
        ),
        sa.Column(
            "gap_id", sa.Integer, sa.ForeignKey("gap.id", ondelete="CASCADE"), nullable=False
        ),
        sa.Column("question", sa.Text, nullable=False),
        sa.Column("vector", sa.LargeBinary, nullable=False),
        sa.Column("cause", sa.String(16), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    )
    for column in ("conversation_id", "gap_id"):
        op.create_index(f"ix_gap_question_{column}", "gap_question", [column])
    op.create_table(
        "proposal",
        sa.Column("id", sa.String(8), primary_key=True),
        sa.Column(
            "gap_id", sa.Integer, sa.ForeignKey("gap.id", ondelete="SET NULL"), nullable=True
        ),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("body", sa.JSON, nullable=False),
        sa.Column("author", sa.String(64), nullable=False),
        sa.Column("publisher", sa.String(64), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("ix_proposal_state", "proposal", ["state"])


def downgrade() -> None:
    """Drop them."""
    for table in ("proposal", "gap_question", "gap", "canned"):
        op.drop_table(table)
