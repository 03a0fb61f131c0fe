"""The unit of work: one transaction for one use case, effects only after its commit."""

import asyncio
import hashlib
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any

import structlog
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker
from sqlalchemy.orm import Session

from server.platform.db.engine import WRITES, Dialect, create_engine, dialect_of, dispose
from server.platform.settings import Settings

Effect = Callable[[], Awaitable[None]]

log = structlog.get_logger(__name__)


class ReadOnlySession(Session):
    """A session that refuses to write, on either database."""

    def flush(self, objects: Any = None) -> None:
        if self.new or self.dirty or self.deleted:
            raise RuntimeError("a read-only session was asked to write; use database.write()")
        super().flush(objects)


class Work:
    """One transaction that writes."""

    def __init__(self, session: AsyncSession, dialect: Dialect) -> None:
        self.session = session
        self.dialect = dialect
        self._last_steps: list[Effect] = []
        self._effects: list[Effect] = []

    def before_commit(self, step: Effect) -> None:
        """Run `step` as the last part of the transaction; its failure undoes the whole."""
        self._last_steps.append(step)

    def after_commit(self, effect: Effect) -> None:
        """Run `effect` once the commit is durable. Its failure is logged and undoes nothing."""
        self._effects.append(effect)

    async def lock(self, key: str) -> None:
        """Wait until no other unit of work holds `key`; released at the end of this one.

        On SQLite units of work that write are already one at a time.
        """
        if self.dialect == "postgresql":
            number = int.from_bytes(hashlib.sha256(key.encode()).digest()[:8], signed=True)
            await self.session.execute(
                text("SELECT pg_advisory_xact_lock(:number)"), {"number": number}
            )

    @asynccontextmanager
    async def duplicates_are(self, problem: Exception) -> AsyncIterator[None]:
        """Flush at the end; raise `problem` when what was written exists already."""
        try:
            yield
            await self.session.flush()
        except IntegrityError as error:
            if is_duplicate(error):
                raise problem from error
            raise

    async def run_last_steps(self) -> None:
        """Run the steps in order, also those that a step adds."""
        while self._last_steps:
            await self._last_steps.pop(0)()

    async def run_effects(self) -> None:
        """Run the effects in order, each on its own."""
        for effect in self._effects:
            try:
                await effect()
            except Exception:
                log.exception("effect after commit failed")


def is_duplicate(error: IntegrityError) -> bool:
    """True when a uniqueness constraint refused the row."""
    cause = error.orig
    if getattr(cause, "sqlstate", None) == "23505":
        return True
    name = getattr(cause, "sqlite_errorname", "")
    return name in {"SQLITE_CONSTRAINT_UNIQUE", "SQLITE_CONSTRAINT_PRIMARYKEY"}


class Database:
    """The one door to the database."""

    def __init__(self, engine: AsyncEngine, dialect: Dialect) -> None:
        self.engine = engine
        self.dialect: Dialect = dialect
        self._readers = async_sessionmaker(
            engine.execution_options(postgresql_readonly=True)
            if dialect == "postgresql"
            else engine,
            sync_session_class=ReadOnlySession,
            expire_on_commit=False,
        )
        self._writers = async_sessionmaker(
            engine.execution_options(**{WRITES: True}), expire_on_commit=False
        )
        # SQLite lets one connection write at a time, and its waiting is neither fair nor
        # cheap; inside one process a queue is both.
        self._turn: asyncio.Lock | None = asyncio.Lock() if dialect == "sqlite" else None
        self._writing: set[asyncio.Task[Any] | None] = set()

    @classmethod
    async def open(cls, settings: Settings) -> "Database":
        """Open the database that the settings name; connections are made when first needed."""
        return cls(create_engine(settings), dialect_of(settings))

    async def close(self) -> None:
        """Close every connection."""
        await dispose(self.engine)

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncSession]:
        """A session that sees one state of the database and writes nothing."""
        async with self._readers() as session:
            yield session

    @asynccontextmanager
    async def write(self) -> AsyncIterator[Work]:
        """A unit of work: commits on a clean exit and then runs its effects."""
        task = asyncio.current_task()
        if task in self._writing:
            raise RuntimeError("a unit of work inside a unit of work")
        self._writing.add(task)
        try:
            async with self._exclusive(), self._writers() as session:
                work = Work(session, self.dialect)
                async with session.begin():
                    yield work
                    await work.run_last_steps()
        finally:
            self._writing.discard(task)
        await work.run_effects()

    def _exclusive(self) -> AbstractAsyncContextManager[Any]:
        return self._turn if self._turn is not None else _nothing()


@asynccontextmanager
async def _nothing() -> AsyncIterator[None]:
    yield
