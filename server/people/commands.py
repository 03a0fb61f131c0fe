"""What the command line does with people. The database must have its tables already."""

import asyncio
import hashlib
import re
from pathlib import Path
from typing import Literal
from uuid import UUID

from server.people.accounts.hashing import PasswordHashing
from server.people.actions import PeopleAction
from server.people.administrators import make_administrator
from server.people.imports.reading import MOST_BYTES, Fault, RefusedImportError
from server.people.imports.report import Report
from server.people.imports.staff import import_staff
from server.people.imports.units import import_units
from server.people.staff.rules import LOGIN_PATTERN
from server.platform import audit
from server.platform.clock import Clock, SystemClock, civil_date
from server.platform.db.work import Database
from server.platform.http.problems import Problem
from server.platform.i18n import Language, translate
from server.platform.settings import Settings

Kind = Literal["units", "staff"]


class CommandError(Exception):
    """A command did nothing; `lines` say why, one fault a line."""

    def __init__(self, lines: list[str]) -> None:
        super().__init__("\n".join(lines))
        self.lines = lines


def create_administrator(
    settings: Settings, *, login: str, name: str, password: str, language: Language = "vi"
) -> UUID:
    """Make an administrator over every unit; gives the person's id. CommandError."""
    login = login.strip().casefold()
    if not re.match(LOGIN_PATTERN, login) or not name.strip():
        raise CommandError([translate("import.staff.login", language, value=login)])

    async def run() -> UUID:
        hashing = PasswordHashing(settings.password_memory_kib)
        database = await Database.open(settings)
        try:
            return await make_administrator(
                database, hashing, SystemClock(), login=login, name=name, password=password
            )
        except Problem as problem:
            raise CommandError([translate(problem.code, language)]) from None
        finally:
            hashing.close()
            await database.close()

    return asyncio.run(run())


def import_csv(settings: Settings, kind: Kind, file: Path, *, language: Language = "vi") -> Report:
    """Import units or staff from a file, all or nothing. CommandError with a line a fault."""

    async def run() -> Report:
        database = await Database.open(settings)
        try:
            return await load_csv(database, SystemClock(), kind, read(file))
        except RefusedImportError as refused:
            raise CommandError(refused.lines(language)) from None
        finally:
            await database.close()

    return asyncio.run(run())


def read(file: Path) -> bytes:
    """The bytes of a file that is not too large; RefusedImportError."""
    if file.stat().st_size > MOST_BYTES:
        raise RefusedImportError([Fault(0, "import.too_large")])
    return file.read_bytes()


async def load_csv(database: Database, clock: Clock, kind: Kind, data: bytes) -> Report:
    """Import the bytes of a CSV file in one transaction. RefusedImportError."""
    now = clock.now()
    async with database.write() as work:
        if kind == "units":
            report = await import_units(work, data, civil_date(now))
            action = PeopleAction.UNITS_IMPORTED
        else:
            report = await import_staff(work, data, now)
            action = PeopleAction.STAFF_IMPORTED
        audit.record(
            work,
            actor=None,
            action=action,
            target=f"import:{kind}",
            detail={
                "sha256": hashlib.sha256(data).hexdigest(),
                "created": report.created,
                "updated": report.updated,
                "unchanged": report.unchanged,
            },
            at=now,
        )
        return report
