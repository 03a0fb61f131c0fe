"""Does jobs whose effect is a row, slowly, until killed."""

import asyncio
import sys
from datetime import timedelta
from enum import StrEnum
from pathlib import Path

from server.platform import audit
from server.platform.db.types import JsonObject
from server.platform.db.work import Database, Work
from server.platform.jobs import Jobs
from server.platform.worker import Worker
from tests.support.database import settings_for

LEASE = timedelta(seconds=2)


class Action(StrEnum):
    DONE = "test.done"


async def note(work: Work, payload: JsonObject) -> None:
    audit.record(work, actor=None, action=Action.DONE, target=str(payload["target"]))
    await work.session.flush()
    # Between the effect and its commit: where a kill hurts most.
    await asyncio.sleep(0.005)


async def main(folder: str, url: str | None) -> None:
    database = await Database.open(settings_for(Path(folder), url))
    jobs = Jobs(database)
    jobs.handler("note", note)
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    await Worker(jobs, lease=LEASE).run()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], sys.argv[2] if len(sys.argv) > 2 else None))
