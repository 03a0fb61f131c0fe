"""Engines for the two databases, set so that an acknowledged write survives a crash."""

import asyncio
import contextlib
import fcntl
import sqlite3
from pathlib import Path
from typing import Any, Literal

from sqlalchemy import URL, Connection, event, make_url
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from server.platform.db.base import schemas
from server.platform.settings import Settings

Dialect = Literal["sqlite", "postgresql"]

BUSY_MILLISECONDS = 10_000
STATEMENT_SECONDS = 15
# asyncpg gives up a stalled link after this; a little longer than the server's own limit.
COMMAND_SECONDS = 20
CONNECT_SECONDS = 5
# A transaction that does nothing for this long is undone: it holds up others.
IDLE_SECONDS = 60
# To PostgreSQL, for each node; who finds none free waits, and is then told to come later.
CONNECTIONS_KEPT = 10
CONNECTIONS_MORE = 10
CONNECTION_WAIT_SECONDS = 10
# To the file of SQLite.
READERS_KEPT = 8
READERS_MORE = 8

# Option of a connection that is going to write; see _begin.
WRITES = "congvu_writes"


def dialect_of(settings: Settings) -> Dialect:
    """Which database the settings name."""
    return "sqlite" if settings.sqlite_path is not None else "postgresql"


def create_engine(settings: Settings, *, patient: bool = False) -> AsyncEngine:
    """An engine for the settings; `patient` waits without limit (migrations wait for a lock)."""
    path = settings.sqlite_path
    if path is None:
        return _postgresql(settings, patient=patient)
    path.parent.mkdir(parents=True, exist_ok=True)
    return _sqlite(str(path))


def _sqlite(path: str) -> AsyncEngine:
    engine = create_async_engine(
        URL.create("sqlite+aiosqlite", database=path),
        pool_size=READERS_KEPT,
        max_overflow=READERS_MORE,
        execution_options={"schema_translate_map": dict.fromkeys(schemas())},
    )
    event.listen(engine.sync_engine, "connect", _pragmas)
    event.listen(engine.sync_engine, "begin", _begin)
    return engine


async def prepare(settings: Settings) -> None:
    """Put an SQLite file into WAL mode, which it keeps; readers then never wait for writers."""
    if settings.sqlite_path is not None:
        settings.sqlite_path.parent.mkdir(parents=True, exist_ok=True)
        await asyncio.to_thread(_write_ahead, settings.sqlite_path)


def _write_ahead(path: Path) -> None:
    # Changing the mode does not wait for others as other statements do, so starts take turns.
    with path.with_name(path.name + ".lock").open("wb") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        connection = sqlite3.connect(path, timeout=BUSY_MILLISECONDS / 1000)
        connection.execute("PRAGMA journal_mode = WAL")
        connection.close()


def _pragmas(connection: Any, _record: object) -> None:
    # The driver must not begin transactions by itself: _begin decides how they begin.
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in (
        "synchronous = FULL",
        "foreign_keys = ON",
        f"busy_timeout = {BUSY_MILLISECONDS}",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin(connection: Connection) -> None:
    # A deferred transaction that reads and then writes fails "locked" at once when another wrote
    # in between, whatever busy_timeout says; one that takes the write lock first waits its turn.
    writes = connection.get_execution_options().get(WRITES, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _postgresql(settings: Settings, *, patient: bool) -> AsyncEngine:
    assert settings.database_url is not None
    url = make_url(settings.database_url).set(drivername="postgresql+asyncpg")
    limit = 0 if patient else STATEMENT_SECONDS * 1000
    return create_async_engine(
        url,
        pool_size=CONNECTIONS_KEPT,
        max_overflow=CONNECTIONS_MORE,
        pool_timeout=CONNECTION_WAIT_SECONDS,
        pool_pre_ping=True,
        connect_args={
            "command_timeout": None if patient else COMMAND_SECONDS,
            "timeout": CONNECT_SECONDS,
            "server_settings": {
                "application_name": "congvu",
                "statement_timeout": str(limit),
                "idle_in_transaction_session_timeout": str(0 if patient else IDLE_SECONDS * 1000),
                "timezone": "UTC",
            },
        },
    )


async def dispose(engine: AsyncEngine) -> None:
    """Close every connection; errors of a database that is gone are of no use any more."""
    with contextlib.suppress(OSError):
        await engine.dispose()
