"""Alembic, configured by the program instead of by a file."""

from pathlib import Path
from typing import Any

from alembic import command, op
from alembic.autogenerate import produce_migrations
from alembic.config import Config
from alembic.operations.ops import ModifyTableOps, OpContainer, UpgradeOps
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, MetaData
from sqlalchemy.schema import BLANK_SCHEMA

from server.platform.db.base import Base, schemas


def config(connection: Connection) -> Config:
    """The configuration for one connection."""
    made = Config()
    made.set_main_option("script_location", str(Path(__file__).parent))
    made.set_main_option("path_separator", "os")
    made.set_main_option("file_template", "%%(rev)s_%%(slug)s")
    made.attributes["connection"] = connection
    return made


def upgrade(connection: Connection) -> None:
    """Run the revisions that the database has not seen, in the connection's transaction."""
    command.upgrade(config(connection), "head")


def stamp(connection: Connection) -> None:
    """Note that tables made from the models are at the newest revision."""
    command.stamp(config(connection), "head")


def altered(schema: str) -> str | None:
    """The schema of a table that a revision alters; none on SQLite.

    The engine translates schemas where tables are made, not where alembic alters them.
    """
    return schema if op.get_context().dialect.name == "postgresql" else None


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
            "include_name": known_schema,
        },
    )
    operations = produce_migrations(context, metadata).upgrade_ops
    return _described(operations) if operations is not None else []


def _described(container: UpgradeOps | ModifyTableOps | OpContainer) -> list[str]:
    found: list[str] = []
    for operation in container.ops:
        if isinstance(operation, OpContainer):
            found += _described(operation)
        else:
            found.append(str(operation.to_diff_tuple()))
    return found


def known_schema(name: str | None, kind: str, _parents: object) -> bool:
    """True for what belongs to us in a database that others may use too."""
    return kind != "schema" or name is None or name in schemas()


def _without_schemas(metadata: MetaData) -> MetaData:
    plain = MetaData(naming_convention=metadata.naming_convention)
    # None means "none"; the annotations do not know it.
    options: Any = {"schema": None, "referred_schema_fn": lambda *_: BLANK_SCHEMA}
    for table in metadata.sorted_tables:
        table.to_metadata(plain, **options)
    return plain
