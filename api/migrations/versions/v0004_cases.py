"""Handed-over conversations as cases: who owns them, since when, and what happened to them."""

import hashlib
from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0004"
down_revision: str | None = "0003"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Add columns to `handoff`, name what is there, and create the table of events."""
    with op.batch_alter_table("handoff") as handoff:
        handoff.add_column(sa.Column("name", sa.String(16), nullable=True))
        handoff.add_column(sa.Column("owner", sa.String(64), nullable=True))
        handoff.add_column(sa.Column("topic", sa.String(32), nullable=True))
        handoff.add_column(sa.Column("language", sa.String(8), nullable=True))
        handoff.add_column(sa.Column("claimed_at", sa.DateTime(timezone=True), nullable=True))
        handoff.add_column(sa.Column("replied_at", sa.DateTime(timezone=True), nullable=True))
        handoff.add_column(sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True))
        handoff.create_index("ix_handoff_name", ["name"], unique=True)
    _name_those_there()
    op.create_table(
        "case_event",
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column(
            "conversation_id",
            sa.String(64),
            sa.ForeignKey("conversation.id", ondelete="CASCADE"),
            nullable=False,
        ),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("step", sa.String(16), nullable=False),
        sa.Column("actor", sa.String(64), nullable=False),
        sa.Column("text", sa.Text, nullable=True),
    )
    op.create_index("ix_case_event_conversation_id", "case_event", ["conversation_id"])


def downgrade() -> None:
    """Drop them."""
    op.drop_table("case_event")
    with op.batch_alter_table("handoff") as handoff:
        handoff.drop_index("ix_handoff_name")
        for column in (
            "ended_at",
            "replied_at",
            "claimed_at",
            "language",
            "topic",
            "owner",
            "name",
        ):
            handoff.drop_column(column)


def _name_those_there() -> None:
    connection = op.get_bind()
    handoff = sa.table("handoff", sa.column("conversation_id"), sa.column("name"))
    for (known,) in connection.execute(sa.select(handoff.c.conversation_id)).all():
        name = hashlib.sha256(known.encode()).hexdigest()[:12]
        this = handoff.c.conversation_id == known
        connection.execute(sa.update(handoff).where(this).values(name=name))
