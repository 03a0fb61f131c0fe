"""Jobs: due, once, again after a failure, and visible when given up."""

import asyncio
from datetime import time, timedelta
from enum import StrEnum

import pytest
from sqlalchemy import func, select

from server.platform import audit, worker
from server.platform.audit import AuditEntry
from server.platform.clock import LOCAL
from server.platform.db.types import JsonObject
from server.platform.db.work import Database, Work
from server.platform.jobs import Job, Jobs
from server.platform.worker import Worker
from tests.support.clock import ManualClock


class Action(StrEnum):
    DONE = "test.done"


async def note(work: Work, payload: JsonObject) -> None:
    """A job whose effect is a row."""
    audit.record(work, actor=None, action=Action.DONE, target=str(payload["target"]))


async def fail(work: Work, payload: JsonObject) -> None:
    await note(work, payload)
    await work.session.flush()
    raise ValueError("not today")


@pytest.fixture
def jobs(database: Database, clock: ManualClock) -> Jobs:
    made = Jobs(database, clock)
    made.handler("note", note)
    made.handler("fail", fail)
    return made


async def effects(database: Database) -> list[str]:
    async with database.read() as session:
        return list((await session.execute(select(AuditEntry.target))).scalars())


async def waiting(database: Database) -> list[Job]:
    async with database.read() as session:
        return list((await session.execute(select(Job))).scalars())


async def test_a_job_is_done_once_it_is_due(
    jobs: Jobs, database: Database, clock: ManualClock
) -> None:
    async with database.write() as work:
        jobs.enqueue(work, "note", {"target": "a"}, due_at=clock.now() + timedelta(minutes=5))
    worker = Worker(jobs)
    assert not await worker.step()
    clock.advance(minutes=5)
    assert await worker.step()
    assert await effects(database) == ["a"]
    assert await waiting(database) == []
    assert not await worker.step()


async def test_a_job_of_an_undone_unit_of_work_never_existed(
    jobs: Jobs, database: Database
) -> None:
    async def fails() -> None:
        async with database.write() as work:
            jobs.enqueue(work, "note", {"target": "a"})
            raise ValueError("undo")

    with pytest.raises(ValueError, match="undo"):
        await fails()
    assert not await Worker(jobs).step()


async def test_one_job_waits_under_a_key_and_the_last_one_wins(
    jobs: Jobs, database: Database
) -> None:
    for target in ("first", "second", "third"):
        async with database.write() as work:
            jobs.enqueue(work, "note", {"target": target}, key="reminder")
    assert await Worker(jobs).step()
    assert not await Worker(jobs).step()
    assert await effects(database) == ["third"]


async def test_a_cancelled_job_is_not_done(jobs: Jobs, database: Database) -> None:
    async with database.write() as work:
        jobs.enqueue(work, "note", {"target": "a"}, key="reminder")
    async with database.write() as work:
        jobs.cancel(work, "reminder")
    assert not await Worker(jobs).step()


async def test_a_job_may_enqueue_its_successor_under_its_own_key(
    jobs: Jobs, database: Database, clock: ManualClock
) -> None:
    async def again(work: Work, payload: JsonObject) -> None:
        jobs.enqueue(work, "again", payload, key="daily", due_at=clock.now() + timedelta(days=1))

    jobs.handler("again", again)
    async with database.write() as work:
        jobs.enqueue(work, "again", {}, key="daily")
    assert await Worker(jobs).step()
    assert not await Worker(jobs).step()
    assert len(await waiting(database)) == 1


async def test_a_failure_leaves_no_effect_and_is_tried_again_later(
    jobs: Jobs, database: Database, clock: ManualClock
) -> None:
    async with database.write() as work:
        jobs.enqueue(work, "fail", {"target": "a"})
    worker_ = Worker(jobs)
    assert await worker_.step()
    assert not await worker_.step()
    assert await effects(database) == []
    [job] = await waiting(database)
    assert job.attempts == 1
    assert job.last_error == "ValueError: not today"
    assert job.due_at == clock.now() + worker.FIRST_DELAY


async def test_a_job_that_never_succeeds_is_given_up_and_stays_visible(
    jobs: Jobs, database: Database, clock: ManualClock
) -> None:
    async with database.write() as work:
        jobs.enqueue(work, "fail", {"target": "a"})
    worker_ = Worker(jobs)
    for _ in range(worker.MAX_ATTEMPTS):
        assert await worker_.step()
        clock.advance(hours=2)
    assert not await worker_.step()
    [job] = await waiting(database)
    assert job.dead
    assert job.attempts == worker.MAX_ATTEMPTS


async def test_a_lease_that_ran_out_is_taken_over_and_its_holder_does_nothing(
    jobs: Jobs, database: Database, clock: ManualClock
) -> None:
    async with database.write() as work:
        jobs.enqueue(work, "note", {"target": "a"})
    slow, quick = Worker(jobs), Worker(jobs)
    claimed = await slow._claim()
    assert claimed is not None
    assert not await quick.step()
    clock.advance(seconds=worker.LEASE.total_seconds() + 1)
    assert await quick.step()
    with pytest.raises(worker.LeaseLost):
        await slow._do(claimed[0])
    assert await effects(database) == ["a"]


async def test_a_stopping_worker_gives_its_leases_back(jobs: Jobs, database: Database) -> None:
    async with database.write() as work:
        jobs.enqueue(work, "note", {"target": "a"})
    stopping = Worker(jobs)
    assert await stopping._claim() is not None
    await stopping.release()
    assert await Worker(jobs).step()


async def test_many_workers_do_each_job_once(jobs: Jobs, database: Database) -> None:
    async with database.write() as work:
        for number in range(40):
            jobs.enqueue(work, "note", {"target": f"{number:02d}"})

    async def drain(one: Worker) -> None:
        while await one.step():
            pass

    await asyncio.gather(*(drain(Worker(jobs)) for _ in range(4)))
    async with database.read() as session:
        left = (await session.execute(select(func.count()).select_from(Job))).scalar_one()
    assert left == 0
    assert sorted(await effects(database)) == [f"{number:02d}" for number in range(40)]


async def test_an_enqueued_job_wakes_the_worker(jobs: Jobs, database: Database) -> None:
    running = asyncio.create_task(Worker(jobs).run())
    async with database.write() as work:
        jobs.enqueue(work, "note", {"target": "a"})
    async with asyncio.timeout(5):
        while not await effects(database):
            await asyncio.sleep(0.01)
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)


async def test_jobs_without_a_handler_here_are_left_to_other_nodes(
    jobs: Jobs, database: Database
) -> None:
    async with database.write() as work:
        jobs.enqueue(work, "unknown", {})
    assert not await Worker(jobs).step()
    assert len(await waiting(database)) == 1


def test_two_handlers_of_one_name_are_a_mistake(jobs: Jobs) -> None:
    with pytest.raises(ValueError, match="note"):
        jobs.handler("note", note)


async def test_a_nightly_job_is_done_once_each_night_at_three_in_vietnam(
    jobs: Jobs, database: Database, clock: ManualClock
) -> None:
    done: list[str] = []

    async def tidy(work: Work, payload: JsonObject) -> None:
        done.append(clock.now().isoformat())

    jobs.every_night("tidy", tidy)
    await jobs.plan_nights()
    assert not await Worker(jobs).step()
    for _ in range(2):
        [job] = await waiting(database)
        assert job.due_at.astimezone(LOCAL).time() == time(3)
        assert timedelta(0) < job.due_at - clock.now() <= timedelta(days=1)
        clock.set(job.due_at)
        assert await Worker(jobs).step()
        assert not await Worker(jobs).step()
    assert len(done) == 2


async def test_a_restart_neither_puts_off_nor_doubles_a_nightly_job(
    jobs: Jobs, database: Database, clock: ManualClock
) -> None:
    jobs.every_night("note nightly", note)
    await jobs.plan_nights()
    [planned] = await waiting(database)
    clock.advance(hours=30)
    await asyncio.gather(*(jobs.plan_nights() for _ in range(4)))
    assert [job.id for job in await waiting(database)] == [planned.id]


async def test_a_nightly_job_that_was_given_up_is_planned_anew_at_the_next_start(
    jobs: Jobs, database: Database, clock: ManualClock
) -> None:
    jobs.every_night("broken", fail)
    await jobs.plan_nights()
    clock.advance(days=1)
    for _ in range(worker.MAX_ATTEMPTS):
        assert await Worker(jobs).step()
        clock.advance(hours=2)
    [given_up] = await waiting(database)
    assert given_up.dead
    await jobs.plan_nights()
    [planned] = await waiting(database)
    assert (planned.dead, planned.attempts) == (False, 0)
