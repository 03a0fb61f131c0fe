"""The unit of work, on both databases."""

from datetime import UTC, datetime
from enum import StrEnum

import pytest
from sqlalchemy import func, select

from server.platform import audit
from server.platform.db.work import Database


class Action(StrEnum):
    TRIED = "test.tried"


def write_row(work: audit.Work, target: str = "thing:1") -> None:
    audit.record(work, actor=None, action=Action.TRIED, target=target, detail={"n": 1})


async def count(database: Database) -> int:
    async with database.read() as session:
        return (
            await session.execute(select(func.count()).select_from(audit.AuditEntry))
        ).scalar_one()


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


async def test_moments_come_back_aware_in_utc(database: Database) -> None:
    moment = datetime(2026, 1, 2, 3, 4, 5, 678, tzinfo=UTC)
    async with database.write() as work:
        audit.record(work, actor=None, action=Action.TRIED, target="x:1", at=moment)
    async with database.read() as session:
        row = (await session.execute(select(audit.AuditEntry))).scalar_one()
    assert row.at == moment
    assert row.at.tzinfo is UTC
