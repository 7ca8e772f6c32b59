"""Run by Alembic: migrate over the connection that `api.database.migrate` hands in."""

from alembic import context
from sqlalchemy import Connection

from api.console.tables import AccountRow


def run(connection: Connection) -> None:
    """Batch mode, because SQLite cannot alter most things in place."""
    context.configure(
        connection=connection, target_metadata=AccountRow.metadata, render_as_batch=True
    )
    with context.begin_transaction():
        context.run_migrations()


run(context.config.attributes["connection"])
