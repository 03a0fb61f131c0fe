"""A database for each test, made from a template with all tables."""

import shutil
import uuid
from pathlib import Path

import asyncpg

from server.platform.db.base import Base
from server.platform.db.engine import WRITES, create_engine, prepare
from server.platform.db.migrations import create_schemas, stamp
from server.platform.settings import Settings
from tests.support.servers import PostgresServer

TEMPLATE = "congvu_template"


def settings_for(folder: Path, database_url: str | None = None, **changes: object) -> Settings:
    """Settings for a test: loopback, files in `folder`, nothing of the environment."""
    values: dict[str, object] = {
        "data_dir": folder,
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
    }
    return Settings.model_validate(values | changes)


async def create_tables(settings: Settings) -> None:
    """Create every table that is known, in an empty database."""
    await prepare(settings)
    engine = create_engine(settings, patient=True)
    try:
        async with engine.execution_options(**{WRITES: True}).begin() as connection:
            if connection.dialect.name == "postgresql":
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
    """A database with all tables that is copied for each test."""

    def __init__(self, server: PostgresServer, folder: Path) -> None:
        self._server = server
        self._folder = folder
        self._made = False

    async def new(self) -> str:
        """A fresh database; gives its address."""
        if not self._made:
            await self._run(f"CREATE DATABASE {TEMPLATE}")
            await create_tables(settings_for(self._folder, self._server.url(TEMPLATE)))
            self._made = True
        name = f"test_{uuid.uuid4().hex}"
        await self._run(f"CREATE DATABASE {name} TEMPLATE {TEMPLATE} STRATEGY FILE_COPY")
        return self._server.url(name)

    async def drop(self, url: str) -> None:
        """Remove a database that `new` made."""
        await self._run(f"DROP DATABASE {url.rsplit('/', 1)[1]} WITH (FORCE)")

    async def _run(self, statement: str) -> None:
        connection = await asyncpg.connect(self._server.url())
        try:
            await connection.execute(statement)
        finally:
            await connection.close()
