"""What the widget needs: feedback, handing over, the embedding origin, officers' messages."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0002"
down_revision: str | None = "0001"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Add two columns and two tables."""
    op.add_column("conversation", sa.Column("origin", sa.String(255), nullable=True))
    op.add_column("message", sa.Column("author", sa.String(80), nullable=True))
    op.create_table(
        "feedback",
        sa.Column(
            "message_id",
            sa.String(64),
            sa.ForeignKey("message.id", ondelete="CASCADE"),
            primary_key=True,
        ),
        sa.Column("rating", sa.String(8), nullable=False),
        sa.Column("reason", sa.String(32), nullable=True),
        sa.Column("comment", sa.Text, nullable=True),
        sa.Column("statements", sa.JSON, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("ix_feedback_created_at", "feedback", ["created_at"])
    op.create_table(
        "handoff",
        sa.Column(
            "conversation_id",
            sa.String(64),
            sa.ForeignKey("conversation.id", ondelete="CASCADE"),
            primary_key=True,
        ),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("reason", sa.String(32), nullable=False),
        sa.Column("officer", sa.String(80), nullable=True),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("ix_handoff_state", "handoff", ["state"])


def downgrade() -> None:
    """Drop them."""
    op.drop_table("handoff")
    op.drop_table("feedback")
    op.drop_column("message", "author")
    op.drop_column("conversation", "origin")
