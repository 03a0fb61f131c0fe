"""What was acknowledged is there after a kill -9, on both databases."""

from collections.abc import Iterator

import pytest
from sqlalchemy import select, text

from server.platform.audit import AuditEntry
from server.platform.db.work import Database
from server.platform.settings import Settings
from tests.resilience.programs.processes import Process
from tests.support.database import create_tables, settings_for
from tests.support.servers import PostgresServer

WRITER = ("-m", "tests.resilience.programs.writer")
ENOUGH = 200


def write_until_killed(settings: Settings) -> set[str]:
    """Let the writer be killed in the middle of writing; gives what it said it had written."""
    with Process(*WRITER, str(settings.data_dir), *filter(None, [settings.database_url])) as writer:
        lines = [writer.output.readline() for _ in range(ENOUGH)]
        lines += writer.kill().splitlines(keepends=True)
    # The last line may be cut; then its number was not acknowledged.
    return {f"row:{line.strip()}" for line in lines if line.endswith("\n")}


async def written(settings: Settings) -> set[str]:
    database = await Database.open(settings)
    async with database.read() as session:
        found = set((await session.execute(select(AuditEntry.target))).scalars())
    await database.close()
    return found


async def test_every_acknowledged_write_survives_the_death_of_the_server(
    settings: Settings,
) -> None:
    acknowledged = write_until_killed(settings)
    assert len(acknowledged) >= ENOUGH
    assert acknowledged - await written(settings) == set()


async def test_sqlite_is_whole_after_repeated_kills(sqlite_settings: Settings) -> None:
    for _ in range(3):
        write_until_killed(sqlite_settings)
    database = await Database.open(sqlite_settings)
    async with database.read() as session:
        assert (await session.execute(text("PRAGMA integrity_check"))).scalar_one() == "ok"
        assert (await session.execute(text("PRAGMA synchronous"))).scalar_one() == 2
        assert (await session.execute(text("PRAGMA journal_mode"))).scalar_one() == "wal"
    await database.close()


@pytest.fixture
def own_postgres() -> Iterator[PostgresServer]:
    """A PostgreSQL that the test may kill."""
    server = PostgresServer()
    server.start()
    yield server
    server.close()


async def test_every_acknowledged_write_survives_the_death_of_postgresql(
    own_postgres: PostgresServer, sqlite_settings: Settings
) -> None:
    settings = settings_for(sqlite_settings.data_dir, own_postgres.url())
    await create_tables(settings)
    with Process(*WRITER, str(settings.data_dir), str(settings.database_url)) as writer:
        acknowledged = {f"row:{writer.output.readline().strip()}" for _ in range(ENOUGH)}
        own_postgres.kill()
        acknowledged |= {f"row:{line.strip()}" for line in writer.kill().splitlines()}
    own_postgres.start()
    assert acknowledged - await written(settings) == set()


async def test_connections_of_before_a_restart_are_replaced(
    own_postgres: PostgresServer, sqlite_settings: Settings
) -> None:
    database = await Database.open(settings_for(sqlite_settings.data_dir, own_postgres.url()))
    async with database.read() as session:
        await session.execute(text("SELECT 1"))
    own_postgres.kill()
    own_postgres.start()
    async with database.read() as session:
        assert (await session.execute(text("SELECT 1"))).scalar_one() == 1
    await database.close()
