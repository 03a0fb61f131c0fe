"""Jobs are done exactly once although workers are killed."""

import asyncio
from collections import Counter
from pathlib import Path

from sqlalchemy import func, select

from server.platform.audit import AuditEntry
from server.platform.db.work import Database
from server.platform.jobs import Job, Jobs
from server.platform.settings import Settings
from tests.resilience.programs.processes import Process

JOBS = 40
WORKER = ("-m", "tests.resilience.programs.worker")


async def left(database: Database) -> int:
    async with database.read() as session:
        return (await session.execute(select(func.count()).select_from(Job))).scalar_one()


async def test_three_workers_of_which_one_is_killed_do_every_job_once(
    settings: Settings, database: Database, tmp_path: Path
) -> None:
    jobs = Jobs(database)
    async with database.write() as work:
        for number in range(JOBS):
            jobs.enqueue(work, "note", {"target": f"job:{number}"})
    arguments = (*WORKER, str(settings.data_dir), *filter(None, [settings.database_url]))
    with Process(*arguments) as first, Process(*arguments) as second, Process(*arguments) as third:
        for worker in (first, second, third):
            await asyncio.to_thread(worker.output.readline)
        async with asyncio.timeout(100):
            while await left(database) > JOBS * 0.8:
                await asyncio.sleep(0.02)
            first.kill()
            # The killed one's lease has to run out before its job is done by another.
            while await left(database):
                await asyncio.sleep(0.1)
    async with database.read() as session:
        done = Counter((await session.execute(select(AuditEntry.target))).scalars())
    assert done == Counter(f"job:{number}" for number in range(JOBS))
