from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from api.console.tables import AccountRow
from api.database import alembic_config, migrate, open_engine

pytestmark = pytest.mark.database


def differences(connection: Connection) -> list[object]:
    context = MigrationContext.configure(connection, opts={"compare_type": True})
    return list(compare_metadata(context, AccountRow.metadata))


async def test_the_migrations_make_what_the_models_say(
    tmp_path: Path, database_url: str | None
) -> None:
    engine = open_engine(database_url or f"sqlite+aiosqlite:///{tmp_path / 'dalam' / 'a.db'}")
    await migrate(engine)
    async with engine.connect() as connection:
        assert await connection.run_sync(differences) == []
    await engine.dispose()


async def test_migrating_again_changes_nothing(tmp_path: Path) -> None:
    for _ in range(2):
        engine = open_engine(f"sqlite+aiosqlite:///{tmp_path / 'a.db'}")
        await migrate(engine)
        await engine.dispose()


def test_there_is_one_newest_step() -> None:
    assert len(ScriptDirectory.from_config(alembic_config()).get_heads()) == 1


async def test_sqlite_keeps_what_it_acknowledges(tmp_path: Path) -> None:
    engine = open_engine(f"sqlite+aiosqlite:///{tmp_path / 'a.db'}")
    async with engine.connect() as connection:
        for pragma, value in (
            ("journal_mode", "wal"),
            ("synchronous", 2),
            ("foreign_keys", 1),
            ("secure_delete", 1),
        ):
            assert (await connection.execute(text(f"PRAGMA {pragma}"))).scalar() == value
    await engine.dispose()
