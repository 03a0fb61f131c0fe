"""Fills an empty database with the fictional city; what is there already stays as it is."""

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from server.demo import city
from server.meetings.demo import Cast
from server.meetings.demo import seed as seed_meetings
from server.people.accounts.hashing import PasswordHashing
from server.people.accounts.service import set_password
from server.people.commands import load_csv
from server.people.roles.models import RoleGrant
from server.people.roles.rules import Role
from server.people.staff.models import Person
from server.people.units.models import Unit
from server.platform.clock import Clock, civil_date
from server.platform.db.work import Database, Work

PASSWORD: Final = "thu-nghiem-cong-vu"  # noqa: S105  (of demo accounts, shown on the sign-in page)
BASIS: Final = "Quyết định minh họa số 01/QĐ-UBND"
DELEGATION: Final = timedelta(days=90)


async def seed_city(database: Database, clock: Clock, hashing: PasswordHashing) -> None:
    """Units, people, roles and the demo accounts, once."""
    async with database.read() as session:
        if await session.scalar(select(Person.id).limit(1)) is not None:
            return
    await load_csv(database, clock, "units", _units())
    await load_csv(database, clock, "staff", _staff())
    hashed = await hashing.hash(PASSWORD)
    async with database.write() as work:
        await _appoint(work, clock, hashed)


async def seed_today(database: Database, clock: Clock) -> None:
    """The meetings of the day on which the demo is started."""
    async with database.read() as session:
        persons, units = await ids(session)
    cast = Cast(
        chairman=persons["chutich"],
        director=persons["giamdoc"],
        deputy=persons["phophong"],
        trainer=persons["giangvien"],
        official=persons["chuyenvien"],
        commune_official=persons["xaphuong"],
        city=units[city.CITY_CODE],
        department=units["SNV"],
        ward=units["X001"],
    )
    await seed_meetings(database, clock, cast)


async def ids(session: AsyncSession) -> tuple[dict[str, UUID], dict[str, UUID]]:
    """Ids of persons by login and of units by code."""
    persons = await session.execute(select(Person.login, Person.id))
    units = await session.execute(select(Unit.code, Unit.id))
    return dict(persons.all()), dict(units.all())


async def _appoint(work: Work, clock: Clock, hashed: str) -> None:
    now = clock.now()
    persons, units = await ids(work.session)
    for account in city.ACCOUNTS:
        set_password(work, None, persons[account.login], hashed, now)
    for person in (*city.ACCOUNTS, *city.people()):
        if person.role is None:
            continue
        role = Role(person.role)
        overall = role in {Role.ADMINISTRATOR, Role.HR}
        work.session.add(
            RoleGrant(
                person_id=persons[person.login],
                role=role,
                unit_id=units[city.CITY_CODE if overall else person.unit],
                valid_from=city.FOUNDED if role is not Role.DEPUTY else civil_date(now),
                valid_to=civil_date(now) + DELEGATION if role is Role.DEPUTY else None,
                basis=BASIS,
                delegated_by=persons["giamdoc"] if role is Role.DEPUTY else None,
                created_at=now,
            )
        )


def _units() -> bytes:
    columns = (
        *("code", "name", "kind", "subkind"),
        *("parent_code", "professional_parent_code", "valid_from"),
    )
    return _csv(
        columns,
        (
            (
                *(unit.code, unit.name, unit.kind, unit.subkind or ""),
                *(unit.parent or "", unit.professional_parent or "", city.FOUNDED.isoformat()),
            )
            for unit in city.units()
        ),
    )


def _staff() -> bytes:
    return _csv(
        ("login", "name", "unit_code", "title", "valid_from"),
        (
            (person.login, person.name, person.unit, person.title, city.FOUNDED.isoformat())
            for person in (*city.ACCOUNTS, *city.people())
        ),
    )


def _csv(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(columns)
    writer.writerows(rows)
    return text.getvalue().encode()
