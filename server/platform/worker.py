"""Does the jobs that are due: each exactly once, on however many nodes.

A worker first takes a lease on a job. Then it runs the handler in the very transaction that removes
the job's row, after checking that the lease is still its own. A worker that dies leaves an
unfinished transaction, which the database undoes, and a lease, which runs out.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from datetime import timedelta
from uuid import UUID, uuid4

import structlog
from aiohttp import web
from prometheus_client import Counter
from sqlalchemy import ColumnElement, or_, select, update

from server.platform.jobs import LONGEST_ERROR, Job, Jobs
from server.platform.keys import JOBS

LEASE = timedelta(seconds=60)
# A handler that takes longer than this part of its lease is cut off, so that it has ended before
# another worker may begin.
WORKING_SHARE = 0.8
POLL_SECONDS = 1.0
MAX_ATTEMPTS = 8
FIRST_DELAY = timedelta(seconds=5)
LONGEST_DELAY = timedelta(hours=1)

DONE = Counter("congvu_jobs_done_total", "Jobs done", ["name"])
FAILED = Counter("congvu_jobs_failed_total", "Attempts that failed", ["name"])
DEAD = Counter("congvu_jobs_dead_total", "Jobs given up", ["name"])

log = structlog.get_logger(__name__)


class LeaseLost(Exception):  # noqa: N818  (no error: another worker has it)
    """The job is no longer ours to do."""


class Worker:
    """One loop that does due jobs one after another."""

    def __init__(self, jobs: Jobs, *, lease: timedelta = LEASE) -> None:
        self._jobs = jobs
        self._database = jobs.database
        self._clock = jobs.clock
        self._lease = lease
        self._owner = uuid4()

    async def run(self) -> None:
        """Do jobs until cancelled; one that has begun is finished or undone."""
        while True:
            try:
                worked = await self.step()
            except Exception:
                # The database is away; jobs stay where they are.
                log.exception("worker failed")
                worked = False
            if not worked:
                await self._jobs.wait(POLL_SECONDS)

    async def step(self) -> bool:
        """Do one due job; False when there is none."""
        claimed = await self._claim()
        if claimed is None:
            return False
        identifier, name = claimed
        try:
            await self._do(identifier)
        except LeaseLost:
            log.info("job was replaced or taken over", job=name)
        except Exception as error:
            FAILED.labels(name).inc()
            log.warning("job failed", job=name, id=str(identifier), exc_info=True)
            await self._put_back(identifier, error)
        else:
            DONE.labels(name).inc()
        return True

    def _due(self) -> ColumnElement[bool]:
        now = self._clock.now()
        free = or_(Job.lease_until.is_(None), Job.lease_until < now)
        return (Job.due_at <= now) & Job.dead.is_(False) & free & Job.name.in_(self._jobs.handlers)

    async def _claim(self) -> tuple[UUID, str] | None:
        # A look without the write lock first: an idle worker must not disturb those who write.
        async with self._database.read() as session:
            if (await session.execute(select(Job.id).where(self._due()).limit(1))).first() is None:
                return None
        query = select(Job).where(self._due()).order_by(Job.due_at, Job.id).limit(1)
        async with self._database.write() as work:
            job = (
                await work.session.execute(query.with_for_update(skip_locked=True))
            ).scalar_one_or_none()
            if job is None:
                return None
            job.lease_owner = self._owner
            job.lease_until = self._clock.now() + self._lease
            job.attempts += 1
            return job.id, job.name

    async def _do(self, identifier: UUID) -> None:
        async with (
            asyncio.timeout(self._lease.total_seconds() * WORKING_SHARE),
            self._database.write() as work,
        ):
            mine = (Job.id == identifier) & (Job.lease_owner == self._owner)
            job = (
                await work.session.execute(select(Job).where(mine).with_for_update())
            ).scalar_one_or_none()
            if job is None or (job.lease_until or self._clock.now()) <= self._clock.now():
                raise LeaseLost
            name, payload = job.name, dict(job.payload)
            # Removed before the handler runs, so that it may enqueue a successor under the key.
            await work.session.delete(job)
            await work.session.flush()
            await self._jobs.handlers[name](work, payload)

    async def _put_back(self, identifier: UUID, error: Exception) -> None:
        async with self._database.write() as work:
            mine = (Job.id == identifier) & (Job.lease_owner == self._owner)
            job = (await work.session.execute(select(Job).where(mine))).scalar_one_or_none()
            if job is None:
                return
            job.dead = job.attempts >= MAX_ATTEMPTS
            job.lease_owner = job.lease_until = None
            job.due_at = self._clock.now() + _delay(job.attempts)
            job.last_error = f"{type(error).__name__}: {error}"[:LONGEST_ERROR]
            if job.dead:
                DEAD.labels(job.name).inc()
                log.error("job given up", job=job.name, id=str(identifier))

    async def release(self) -> None:
        """Give back the leases of this worker, so that others need not wait for their end."""
        async with self._database.write() as work:
            await work.session.execute(
                update(Job)
                .where(Job.lease_owner == self._owner)
                .values(lease_owner=None, lease_until=None)
            )


def _delay(attempts: int) -> timedelta:
    """Twice as long after every failed attempt."""
    return min(FIRST_DELAY * float(2 ** (attempts - 1)), LONGEST_DELAY)


async def context(app: web.Application) -> AsyncIterator[None]:
    """Do jobs while the application runs."""
    await app[JOBS].plan_nights()
    worker = Worker(app[JOBS])
    task = asyncio.create_task(worker.run(), name="jobs")
    yield
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task
    try:
        await worker.release()
    except Exception as error:
        # Then the leases run out by themselves.
        log.warning("leases were not given back", reason=type(error).__name__)
