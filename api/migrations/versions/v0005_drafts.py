"""Drafts of replies, and everything that was done to them."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0005"
down_revision: str | None = "0004"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Create two tables."""
    op.create_table(
        "draft",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column(
            "conversation_id",
            sa.String(64),
            sa.ForeignKey("conversation.id", ondelete="CASCADE"),
            nullable=True,
        ),
        sa.Column("author", sa.String(64), nullable=False),
        sa.Column("channel", sa.String(16), nullable=False),
        sa.Column("question", sa.Text, nullable=False),
        sa.Column("basis", sa.Integer, nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("reply", sa.JSON, nullable=False),
        sa.Column("original", sa.JSON, nullable=False),
        sa.Column("missing", sa.JSON, nullable=False),
        sa.Column("reason", sa.Text, nullable=True),
        sa.Column("approved_by", sa.String(64), nullable=True),
        sa.Column("message_id", sa.String(64), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
    )
    for column in ("conversation_id", "author", "state"):
        op.create_index(f"ix_draft_{column}", "draft", [column])
    op.create_index("ix_draft_message_id", "draft", ["message_id"], unique=True)
    op.create_table(
        "draft_event",
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column(
            "draft_id", sa.Integer, sa.ForeignKey("draft.id", ondelete="CASCADE"), nullable=False
        ),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.String(64), nullable=False),
        sa.Column("deed", sa.String(16), nullable=False),
        sa.Column("reply", sa.JSON, nullable=False),
        sa.Column("text", sa.Text, nullable=True),
    )
    op.create_index("ix_draft_event_draft_id", "draft_event", ["draft_id"])


def downgrade() -> None:
    """Drop them."""
    op.drop_table("draft_event")
    op.drop_table("draft")
