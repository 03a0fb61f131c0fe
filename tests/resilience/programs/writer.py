"""Writes rows as fast as it can and says each number only after its commit."""

import asyncio
import itertools
import sys
from enum import StrEnum
from pathlib import Path

from server.platform import audit
from server.platform.db.work import Database
from tests.support.database import settings_for


class Action(StrEnum):
    WROTE = "test.wrote"


async def main(folder: str, url: str | None) -> None:
    database = await Database.open(settings_for(Path(folder), url))
    numbers = itertools.count()

    async def write() -> None:
        while True:
            number = next(numbers)
            async with database.write() as work:
                audit.record(work, actor=None, action=Action.WROTE, target=f"row:{number}")
            # One system call for each line: whatever the parent reads was committed before.
            sys.stdout.write(f"{number}\n")
            sys.stdout.flush()

    await asyncio.gather(*(write() for _ in range(4)))


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], sys.argv[2] if len(sys.argv) > 2 else None))
