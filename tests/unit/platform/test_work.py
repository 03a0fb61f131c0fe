"""The unit of work, on both databases."""

import asyncio
from datetime import UTC, datetime, timedelta, timezone
from enum import StrEnum

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import StatementError

from server.platform import audit
from server.platform.audit import AuditEntry
from server.platform.db.work import Database, Work
from server.platform.http.problems import Conflict
from server.platform.jobs import Job


class Action(StrEnum):
    TRIED = "test.tried"


NOW = datetime(2026, 1, 2, 3, 4, 5, 678, tzinfo=UTC)


def write_row(work: Work, target: str = "thing:1") -> None:
    audit.record(work, actor=None, action=Action.TRIED, target=target, detail={"n": 1}, at=NOW)


def job(key: str) -> Job:
    return Job(name="x", payload={}, created_at=NOW, due_at=NOW, key=key)


async def count(database: Database) -> int:
    query = select(func.count()).select_from(AuditEntry)
    async with database.read() as session:
        return (await session.execute(query)).scalar_one()


async def test_a_clean_exit_commits_and_then_runs_the_effects(database: Database) -> None:
    seen: list[int] = []

    async def effect() -> None:
        seen.append(await count(database))

    async with database.write() as work:
        write_row(work)
        work.after_commit(effect)
        assert seen == []
    assert seen == [1]


async def test_an_error_undoes_everything_and_runs_no_effect(database: Database) -> None:
    async def effect() -> None:
        raise AssertionError("ran")

    async def fails() -> None:
        async with database.write() as work:
            write_row(work)
            work.after_commit(effect)
            await work.session.flush()
            raise ValueError("stop")

    with pytest.raises(ValueError, match="stop"):
        await fails()
    assert await count(database) == 0


async def test_an_effect_that_fails_stops_neither_the_commit_nor_the_next(
    database: Database,
) -> None:
    ran: list[str] = []

    async def fails() -> None:
        ran.append("first")
        raise ValueError("no")

    async def second() -> None:
        ran.append("second")

    async with database.write() as work:
        write_row(work)
        work.after_commit(fails)
        work.after_commit(second)
    assert ran == ["first", "second"]
    assert await count(database) == 1


async def test_a_last_step_belongs_to_the_transaction(database: Database) -> None:
    async def fails() -> None:
        raise ValueError("last")

    async def attempt() -> None:
        async with database.write() as work:
            write_row(work)
            work.before_commit(fails)

    with pytest.raises(ValueError, match="last"):
        await attempt()
    assert await count(database) == 0


async def test_moments_come_back_aware_in_utc(database: Database) -> None:
    local = NOW.astimezone(timezone(timedelta(hours=7)))
    async with database.write() as work:
        audit.record(work, actor=None, action=Action.TRIED, target="x:1", at=local)
    async with database.read() as session:
        row = (await session.execute(select(AuditEntry))).scalar_one()
    assert row.at == NOW
    assert row.at.tzinfo is UTC


async def test_a_naive_moment_is_refused(database: Database) -> None:
    naive = NOW.replace(tzinfo=None)

    async def attempt() -> None:
        async with database.write() as work:
            audit.record(work, actor=None, action=Action.TRIED, target="x:1", at=naive)

    with pytest.raises(StatementError, match="aware"):
        await attempt()


async def test_a_duplicate_becomes_the_problem_that_the_caller_names(database: Database) -> None:
    async with database.write() as work:
        work.session.add(job("same"))

    async def again() -> None:
        async with database.write() as work, work.duplicates_are(Conflict()):
            work.session.add(job("same"))

    with pytest.raises(Conflict):
        await again()


async def test_reading_cannot_write(database: Database) -> None:
    async def attempt() -> None:
        async with database.read() as session:
            session.add(job("read"))
            await session.flush()

    with pytest.raises(RuntimeError, match="read-only"):
        await attempt()


async def test_a_unit_of_work_inside_another_is_a_mistake(database: Database) -> None:
    async def attempt() -> None:
        async with database.write(), database.write():
            pass

    with pytest.raises(RuntimeError, match="inside"):
        await attempt()


async def test_many_that_read_and_then_write_lose_nothing(database: Database) -> None:
    """With a deferred BEGIN most of these fail "locked" on SQLite."""
    async with database.write() as work:
        work.session.add(job("counter"))

    async def increment() -> None:
        async with database.write() as work:
            query = select(Job).where(Job.key == "counter").with_for_update()
            found = (await work.session.execute(query)).scalar_one()
            found.attempts += 1

    await asyncio.gather(*(increment() for _ in range(50)))
    async with database.read() as session:
        found = (await session.execute(select(Job))).scalar_one()
    assert found.attempts == 50


async def test_a_lock_lets_one_unit_of_work_in_at_a_time(database: Database) -> None:
    inside, most = 0, 0

    async def enter(key: str) -> None:
        nonlocal inside, most
        async with database.write() as work:
            await work.lock(key)
            inside += 1
            most = max(most, inside)
            await asyncio.sleep(0.01)
            inside -= 1

    await asyncio.gather(*(enter("room") for _ in range(5)))
    assert most == 1


async def test_readers_do_not_wait_for_a_writer(database: Database) -> None:
    async with database.write() as work:
        write_row(work)
        await work.session.flush()
        async with asyncio.timeout(2):
            assert await count(database) == 0
