"""Write a new revision: `python -m server.platform.db.migrations server.app "Add rooms"`.

The first argument is the module whose import makes every table known. The revision is what
separates the models from a database in which all earlier revisions have been run, and it wants to
be read before it is committed.
"""

import asyncio
import importlib
import subprocess
import sys
import tempfile
from pathlib import Path

from alembic import command
from sqlalchemy import Connection

from server.platform.db.engine import WRITES, create_engine
from server.platform.db.migrations import VERSIONS, migrate
from server.platform.db.migrations.tools import config
from server.platform.settings import Settings


async def write(message: str) -> None:
    """Write the next revision."""
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(data_dir=Path(folder))
        await migrate(settings)
        engine = create_engine(settings, patient=True)
        async with engine.execution_options(**{WRITES: True}).begin() as connection:
            await connection.run_sync(_revise, message)
        await engine.dispose()


def _revise(connection: Connection, message: str) -> None:
    number = len(list(VERSIONS.glob("[0-9]*.py"))) + 1
    command.revision(config(connection), message, autogenerate=True, rev_id=f"{number:04d}")
    for step in (["format", "--quiet"], ["check", "--fix", "--quiet"]):
        subprocess.run([sys.executable, "-m", "ruff", *step, VERSIONS], check=True)  # noqa: S603


if __name__ == "__main__":
    importlib.import_module(sys.argv[1])
    asyncio.run(write(sys.argv[2]))
