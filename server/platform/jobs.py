"""Work that is due later, kept in the database and done exactly once."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, time
from uuid import UUID

from sqlalchemy import Index, String, delete, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from server.platform.clock import Clock, SystemClock, next_time
from server.platform.db.base import Base
from server.platform.db.types import JsonObject, uuid_pk
from server.platform.db.work import Database, Work

LONGEST_ERROR = 500
# When an office sleeps.
NIGHT = time(3)

JobHandler = Callable[[Work, JsonObject], Awaitable[None]]


class Job(Base):
    """One thing to be done at or after `due_at`; its row goes in the transaction that does it."""

    __tablename__ = "job"
    __table_args__ = (Index(None, "dead", "due_at"), {"schema": "platform"})

    id: Mapped[UUID] = uuid_pk()
    name: Mapped[str] = mapped_column(String(80))
    payload: Mapped[JsonObject]
    created_at: Mapped[datetime]
    due_at: Mapped[datetime]
    key: Mapped[str | None] = mapped_column(String(200), unique=True, default=None)
    attempts: Mapped[int] = mapped_column(default=0)
    lease_owner: Mapped[UUID | None] = mapped_column(default=None)
    lease_until: Mapped[datetime | None] = mapped_column(default=None)
    dead: Mapped[bool] = mapped_column(default=False)
    last_error: Mapped[str | None] = mapped_column(String(LONGEST_ERROR), default=None)


class Jobs:
    """Registers what can be done and puts things to be done into a unit of work."""

    def __init__(self, database: Database, clock: Clock | None = None) -> None:
        self.database = database
        self.clock = clock or SystemClock()
        self.handlers: dict[str, JobHandler] = {}
        self._nightly: list[str] = []
        self._news = asyncio.Event()

    def handler(self, name: str, fn: JobHandler) -> None:
        """Let `fn` do the jobs of that name. It runs inside the unit of work that it is given."""
        if name in self.handlers:
            raise ValueError(f"two handlers for jobs called {name}")
        self.handlers[name] = fn

    def every_night(self, name: str, fn: JobHandler) -> None:
        """Let `fn` run once each night, on one of the nodes, from the start of the first on."""

        async def run(work: Work, payload: JsonObject) -> None:
            self._enqueue_night(work, name)
            await fn(work, payload)

        self.handler(name, run)
        self._nightly.append(name)

    async def plan_nights(self) -> None:
        """Put in the nightly jobs that do not wait yet, or were given up; the worker does so."""
        if not await self._unplanned_now():
            return
        async with self.database.write() as work:
            # Nodes that start together must not both put one in.
            await work.lock("nightly jobs")
            for name in await _unplanned(work.session, self._nightly):
                self._enqueue_night(work, name)

    async def _unplanned_now(self) -> list[str]:
        async with self.database.read() as session:
            return await _unplanned(session, self._nightly)

    def _enqueue_night(self, work: Work, name: str) -> None:
        self.enqueue(work, name, {}, due_at=next_time(self.clock.now(), NIGHT), key=name)

    def enqueue(
        self,
        work: Work,
        name: str,
        payload: JsonObject,
        *,
        due_at: datetime | None = None,
        key: str | None = None,
    ) -> None:
        """Have it done after the commit of `work`, at `due_at` or at once.

        At most one job waits under a `key`: a later call replaces its payload and time. When the
        earlier one is being done at that moment, its end is waited for.
        """
        now = self.clock.now()
        job = Job(name=name, payload=payload, created_at=now, due_at=due_at or now, key=key)
        if key is not None:
            self.cancel(work, key)

        async def add() -> None:
            work.session.add(job)
            await work.session.flush()

        async def tell() -> None:
            self._news.set()

        work.before_commit(add)
        work.after_commit(tell)

    async def wait(self, seconds: float) -> None:
        """Wait until a job is enqueued on this node, at most `seconds`."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._news.wait()
        self._news.clear()

    def cancel(self, work: Work, key: str) -> None:
        """Drop the job that waits under `key`, if there is one, when `work` commits."""

        async def drop() -> None:
            await work.session.execute(delete(Job).where(Job.key == key))

        work.before_commit(drop)


async def _unplanned(session: AsyncSession, names: Sequence[str]) -> list[str]:
    """Which of the names no living job waits under as its key."""
    rows = await session.scalars(select(Job.key).where(Job.key.in_(names), Job.dead.is_(False)))
    waiting = set(rows)
    return [name for name in names if name not in waiting]
