"""How long a restart takes: from the start of the process until `/readyz` says 200.

The server that `congvu serve` runs, with the small city in its database, on SQLite and on a
PostgreSQL of its own. The first start of each is not counted: it migrates, and Python keeps the
byte code of what it imports.
"""

import asyncio
import shutil
import statistics
import sys
import tempfile
from pathlib import Path

import aiohttp

from bench.measuring import report
from server import app  # noqa: F401  (makes every table known)
from server.platform.db.migrations import migrate
from server.platform.db.work import Database
from server.platform.settings import Settings
from tests.support.database import settings_for
from tests.support.node import Node
from tests.support.people import make_city
from tests.support.servers import PostgresServer

STARTS = 7
LIMIT_SECONDS = 3


async def seconds(settings: Settings) -> list[float]:
    """How long each of the counted starts took."""
    await migrate(settings)
    database = await Database.open(settings)
    await make_city(database)
    await database.close()
    node = Node(settings)
    times = []
    async with aiohttp.ClientSession() as session:
        for _ in range(1 + STARTS):
            with node.running():
                times.append(await node.ready(session))
    return times[1:]


def main() -> None:
    """Measure both databases and print one line of JSON last."""
    folder = Path(tempfile.mkdtemp(prefix="congvu-bench-"))
    server = PostgresServer()
    results: dict[str, float] = {}
    try:
        server.start()
        for name, url in (("sqlite", None), ("pg", server.url())):
            times = asyncio.run(seconds(settings_for(folder, url)))
            results[f"{name}_p50_s"] = round(statistics.median(times), 2)
            results[f"{name}_worst_s"] = round(max(times), 2)
            results[f"{name}_worst_of_limit"] = round(max(times) / LIMIT_SECONDS, 2)
            sys.stderr.write(f"{name}: {', '.join(f'{one:.2f}' for one in times)} s\n")
    finally:
        server.close()
        shutil.rmtree(folder)
    report("start", results)


if __name__ == "__main__":
    main()
