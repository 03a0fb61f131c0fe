"""Bringing the tables of a database to what the models say.

Revisions are written for schemas per package; on SQLite the engine translates the schemas away, so
one revision serves both databases. One start at a time migrates: PostgreSQL by an advisory lock,
SQLite because the whole migration is one transaction that takes the write lock first.
"""

from pathlib import Path
from typing import Any

from alembic import command
from alembic.autogenerate import produce_migrations
from alembic.config import Config
from alembic.operations.ops import ModifyTableOps, OpContainer, UpgradeOps
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, MetaData, inspect, text
from sqlalchemy.schema import BLANK_SCHEMA, CreateSchema

from server.platform.db.base import Base, schemas
from server.platform.db.engine import WRITES, create_engine, prepare
from server.platform.settings import Settings

# Any number, the same on every node: "congvu" on a telephone's keys.
_LOCK = 266488


def config(connection: Connection | None = None) -> Config:
    """Alembic's configuration, without a file."""
    made = Config()
    made.set_main_option("script_location", str(Path(__file__).parent))
    made.set_main_option("path_separator", "os")
    made.set_main_option("file_template", "%%(rev)s_%%(slug)s")
    made.attributes["connection"] = connection
    return made


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
        create_schemas(connection)
    if current_revision(connection) != newest_revision():
        command.upgrade(config(connection), "head")
    return current_revision(connection)


def create_schemas(connection: Connection) -> None:
    """Create the schema of every package that has tables."""
    for schema in schemas():
        connection.execute(CreateSchema(schema, if_not_exists=True))


def newest_revision() -> str | None:
    """The revision that this program brings along."""
    return ScriptDirectory.from_config(config()).get_current_head()


def current_revision(connection: Connection) -> str | None:
    """The revision that the database is at; None when it is empty."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    return MigrationContext.configure(connection).get_current_revision()


def stamp(connection: Connection) -> None:
    """Note that tables made from the models are at the newest revision."""
    command.stamp(config(connection), "head")


def differences(connection: Connection) -> list[str]:
    """What would have to change for the database to be what the models say."""
    metadata = Base.metadata
    if connection.dialect.name == "sqlite":
        metadata = _without_schemas(metadata)
    context = MigrationContext.configure(
        connection,
        opts={
            "compare_type": True,
            "compare_server_default": False,
            "include_schemas": connection.dialect.name == "postgresql",
            "include_name": _known_schema,
        },
    )
    upgrade = produce_migrations(context, metadata).upgrade_ops
    return _described(upgrade) if upgrade is not None else []


def _described(container: UpgradeOps | ModifyTableOps | OpContainer) -> list[str]:
    found: list[str] = []
    for operation in container.ops:
        if isinstance(operation, OpContainer):
            found += _described(operation)
        else:
            found.append(str(operation.to_diff_tuple()))
    return found


def _known_schema(name: str | None, kind: str, _parents: object) -> bool:
    return kind != "schema" or name is None or name in schemas()


def _without_schemas(metadata: MetaData) -> MetaData:
    plain = MetaData(naming_convention=metadata.naming_convention)
    # None means "none"; the annotations do not know it.
    options: Any = {"schema": None, "referred_schema_fn": lambda *_: BLANK_SCHEMA}
    for table in metadata.sorted_tables:
        table.to_metadata(plain, **options)
    return plain
