"""How long a city of the real size takes to import: 168 communes and 20,000 staff.

Through the code that `congvu import` calls, into SQLite and into a PostgreSQL of its own.
"""

import asyncio
import shutil
import sys
import tempfile
import time
from pathlib import Path

from bench.measuring import report
from server import app  # noqa: F401  (makes every table known)
from server.people.commands import load_csv
from server.platform.clock import SystemClock
from server.platform.db.migrations import migrate
from server.platform.db.work import Database
from server.platform.settings import Settings
from tests.support.database import settings_for
from tests.support.large_city import staff_csv, units_csv
from tests.support.servers import PostgresServer

PEOPLE = 20_000
LIMIT_SECONDS = 30


async def seconds(settings: Settings) -> tuple[float, float]:
    """The first import of units and staff, and a second one that finds nothing to change."""
    await migrate(settings)
    database = await Database.open(settings)
    try:
        return await _import(database), await _import(database)
    finally:
        await database.close()


async def _import(database: Database) -> float:
    began = time.perf_counter()
    await load_csv(database, SystemClock(), "units", units_csv())
    await load_csv(database, SystemClock(), "staff", staff_csv(PEOPLE))
    return time.perf_counter() - began


def main() -> None:
    """Measure both databases and print one line of JSON last."""
    folder = Path(tempfile.mkdtemp(prefix="congvu-bench-"))
    server = PostgresServer()
    results: dict[str, float] = {}
    try:
        server.start()
        for name, url in (("sqlite", None), ("pg", server.url())):
            first, again = asyncio.run(seconds(settings_for(folder, url)))
            results[f"{name}_s"] = round(first, 2)
            results[f"{name}_again_s"] = round(again, 2)
            results[f"{name}_of_limit"] = round(first / LIMIT_SECONDS, 3)
            sys.stderr.write(f"{name}: {first:.1f} s, again {again:.1f} s\n")
    finally:
        server.close()
        shutil.rmtree(folder)
    report("import", results)


if __name__ == "__main__":
    main()
