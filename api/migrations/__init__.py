"""The steps that bring a database to what `api.database` describes (Alembic)."""
