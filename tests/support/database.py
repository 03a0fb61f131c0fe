"""A database for each test, made from a template with all tables."""

import shutil
import uuid
from pathlib import Path

import asyncpg

from server.platform.db.base import Base
from server.platform.db.engine import WRITES, create_engine, prepare
from server.platform.db.migrations import create_schemas
from server.platform.db.migrations.tools import stamp
from server.platform.settings import Settings
from tests.support.servers import PostgresServer

TEMPLATE = "congvu_template"
# Hundreds of tests sign in; what a guess costs is no concern of theirs.
PASSWORD_MEMORY_KIB = 64


def settings_for(folder: Path, database_url: str | None = None, **changes: object) -> Settings:
    """Settings for a test: loopback, files in `folder`, nothing of the environment."""
    values: dict[str, object] = {
        "data_dir": folder,
        # Empty of pages: reading and compressing all of them costs each application 0.1 s.
        "client_dir": folder,
        "database_url": database_url,
        "secret": "test-secret-" + "0" * 40,
        "public_url": "http://127.0.0.1",
        "host": "127.0.0.1",
        "port": 0,
        "media_host": "127.0.0.1",
        "media_port": 0,
        "media_addresses": ("127.0.0.1",),
        "drain_seconds": 1,
        "requests_per_minute": 1_000_000,
        "password_memory_kib": PASSWORD_MEMORY_KIB,
    }
    return Settings.model_validate(values | changes)


async def create_tables(settings: Settings) -> None:
    """Create every table that is known, in an empty database."""
    await prepare(settings)
    engine = create_engine(settings, patient=True)
    try:
        async with engine.execution_options(**{WRITES: True}).begin() as connection:
            await connection.run_sync(create_schemas)
            await connection.run_sync(Base.metadata.create_all)
            await connection.run_sync(stamp)
    finally:
        await engine.dispose()


class SqliteTemplate:
    """A file with all tables that is copied for each test."""

    def __init__(self, folder: Path) -> None:
        self._settings = settings_for(folder)
        self._made = False

    async def new(self, folder: Path) -> None:
        """Put a fresh database into `folder`, as settings_for(folder) will find it."""
        source = self._settings.sqlite_path
        assert source is not None
        if not self._made:
            await create_tables(self._settings)
            self._made = True
        target = settings_for(folder).sqlite_path
        assert target is not None
        target.parent.mkdir(parents=True, exist_ok=True)
        for path in source.parent.glob(source.name + "*"):
            shutil.copy(path, target.parent / path.name)


class PostgresTemplate:
    """Databases with all tables. One that a test gives back is emptied and used again.

    Copying a template takes 0.4 s, emptying the tables 0.02 s.
    """

    def __init__(self, server: PostgresServer, folder: Path) -> None:
        self._server = server
        self._folder = folder
        self._made = False
        self._free: list[str] = []

    async def new(self) -> str:
        """A database with empty tables; gives its address."""
        if self._free:
            return self._free.pop()
        if not self._made:
            await self._run("postgres", f"CREATE DATABASE {TEMPLATE}")
            await create_tables(settings_for(self._folder, self._server.url(TEMPLATE)))
            self._made = True
        name = f"test_{uuid.uuid4().hex}"
        await self._run("postgres", f"CREATE DATABASE {name} TEMPLATE {TEMPLATE} STRATEGY WAL_LOG")
        return self._server.url(name)

    async def give_back(self, url: str) -> None:
        """Empty a database that `new` gave, also when the test left connections open."""
        name = url.rsplit("/", 1)[1]
        tables = ", ".join(
            f'"{table.schema}"."{table.name}"' for table in Base.metadata.sorted_tables
        )
        await self._run(
            name,
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()",
            f"TRUNCATE {tables}",
        )
        self._free.append(url)

    async def _run(self, database: str, *statements: str) -> None:
        connection = await asyncpg.connect(self._server.url(database))
        try:
            for statement in statements:
                await connection.execute(statement)
        finally:
            await connection.close()
