"""Bringing the tables of a database to what the models say.

Revisions are written for schemas per package; on SQLite the engine translates the schemas away, so
one revision serves both databases. One start at a time migrates: PostgreSQL by an advisory lock,
SQLite because the whole migration is one transaction that takes the write lock first.

Alembic is imported only when there is something to do: it would be a third of every start.
"""

from pathlib import Path

from sqlalchemy import Connection, inspect, text
from sqlalchemy.schema import CreateSchema

from server.platform.db.base import schemas
from server.platform.db.engine import WRITES, create_engine, prepare
from server.platform.settings import Settings

VERSIONS = Path(__file__).parent / "versions"

# Any number, the same on every node: "congvu" on a telephone's keys.
_LOCK = 266488


async def migrate(settings: Settings) -> str | None:
    """Bring the database of the settings to the newest revision; gives that revision.

    Waits for another node that is migrating. Safe to call at every start.
    """
    await prepare(settings)
    engine = create_engine(settings, patient=True)
    try:
        async with engine.execution_options(**{WRITES: True}).begin() as connection:
            return await connection.run_sync(_upgrade)
    finally:
        await engine.dispose()


def _upgrade(connection: Connection) -> str | None:
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
    if current_revision(connection) != newest_revision():
        from server.platform.db.migrations.tools import upgrade

        create_schemas(connection)
        upgrade(connection)
    return current_revision(connection)


def create_schemas(connection: Connection) -> None:
    """Create the schema of every package that has tables, where the database has schemas."""
    if connection.dialect.name == "postgresql":
        for schema in schemas():
            connection.execute(CreateSchema(schema, if_not_exists=True))


def newest_revision() -> str | None:
    """The revision that this program brings along; files are named by number and subject."""
    numbers = [path.name.partition("_")[0] for path in VERSIONS.glob("[0-9]*.py")]
    return max(numbers, default=None)


def current_revision(connection: Connection) -> str | None:
    """The revision that the database is at; None when it is empty."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    found = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return None if found is None else str(found)
