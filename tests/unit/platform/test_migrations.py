"""Migrations lead to what the models say, on both databases."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import asyncpg
import pytest

from server.platform.db.engine import create_engine
from server.platform.db.migrations import current_revision, migrate, newest_revision
from server.platform.db.migrations.tools import differences
from server.platform.settings import Settings
from tests.support.database import settings_for
from tests.support.servers import PostgresServer


@pytest.fixture(params=["sqlite", "postgresql"])
async def empty(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Settings]:
    """Settings of a database without any table."""
    if request.param == "sqlite":
        yield settings_for(tmp_path)
        return
    server: PostgresServer = request.getfixturevalue("postgres")
    connection = await asyncpg.connect(server.url())
    await connection.execute("CREATE DATABASE empty_database")
    yield settings_for(tmp_path, server.url("empty_database"))
    await connection.execute("DROP DATABASE empty_database WITH (FORCE)")
    await connection.close()


async def test_migrations_make_the_tables_that_the_models_describe(empty: Settings) -> None:
    assert await migrate(empty) == newest_revision()
    engine = create_engine(empty)
    async with engine.connect() as connection:
        found = await connection.run_sync(differences)
    await engine.dispose()
    assert found == []


async def test_nodes_that_start_together_migrate_once(empty: Settings) -> None:
    revisions = await asyncio.gather(*(migrate(empty) for _ in range(4)))
    assert set(revisions) == {newest_revision()}


async def test_an_empty_database_has_no_revision(empty: Settings) -> None:
    engine = create_engine(empty)
    async with engine.connect() as connection:
        assert await connection.run_sync(current_revision) is None
    await engine.dispose()
