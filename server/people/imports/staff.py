"""Staff from CSV.

Columns: `login` `name` `unit_code` `title` `valid_from`, and if wanted `email`. Each line is a
person with the main position from `valid_from` on. The login names the person, the unit code a unit
that exists. Imported accounts have no password: one is set for each when it is handed over.

A known login gets what differs. A main position in another unit, or with another title, begins on
`valid_from` and ends the one before; a position the person has or had already stays as it is.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TypeVar
from uuid import UUID, uuid4

from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncSession

from server.people.imports.reading import Faults, Row, day, read_rows
from server.people.imports.report import Report
from server.people.staff.models import (
    LONGEST_EMAIL,
    LONGEST_LOGIN,
    LONGEST_PERSON_NAME,
    LONGEST_TITLE,
    Person,
    Position,
)
from server.people.staff.queries import search_key
from server.people.staff.rules import EMAIL_PATTERN, LOGIN_PATTERN
from server.people.units.models import Unit
from server.people.units.queries import span
from server.people.units.rules import ONE_DAY
from server.platform.db.work import Work
from server.platform.text import name_sort_key

T = TypeVar("T")

REQUIRED = ("login", "name", "unit_code", "title", "valid_from")
OPTIONAL = ("email",)
STAFF_LOCK = "people.staff"
# Both databases bound the number of values in one statement.
CHUNK = 5_000


@dataclass(frozen=True, slots=True)
class StaffLine:
    """A line of the file that is right in itself."""

    line: int
    login: str
    name: str
    email: str | None
    unit_code: str
    title: str
    valid_from: date


@dataclass(slots=True)
class Known:
    """What the file is about and exists already."""

    units: dict[str, Unit] = field(default_factory=dict)
    persons: dict[str, Person] = field(default_factory=dict)
    positions: dict[UUID, list[Position]] = field(default_factory=dict)


async def import_staff(work: Work, data: bytes, now: datetime) -> Report:
    """Write the staff of a file. RefusedImportError names every fault; nothing is written."""
    faults = Faults()
    lines = parse(read_rows(data, required=REQUIRED, optional=OPTIONAL, faults=faults), faults)
    await work.lock(STAFF_LOCK)
    known = await _load(work.session, lines)
    _check(lines.values(), known, faults)
    faults.refuse()
    report = Report()
    fresh = [line for line in lines.values() if line.login not in known.persons]
    await _insert(work.session, fresh, known, now)
    report.created = len(fresh)
    for line in lines.values():
        if line.login in known.persons:
            report.count(changed=_update(work.session, line, known))
    return report


def parse(rows: Iterable[Row], faults: Faults) -> dict[str, StaffLine]:
    """The right lines by login; what is wrong goes into `faults`."""
    lines: dict[str, StaffLine] = {}
    for row in rows:
        line = _line(row, faults)
        if line is None:
            continue
        if line.login in lines:
            faults.add(row.line, "import.twice", "login", line.login)
            continue
        lines[line.login] = line
    return lines


def _line(row: Row, faults: Faults) -> StaffLine | None:
    before = len(faults.found) + faults.more
    cells = row.cells
    if not all(cells[column] for column in REQUIRED):
        return None
    login = row.parsed(faults, "login", _login, "import.staff.login")
    valid_from = row.parsed(faults, "valid_from", day, "import.date")
    email = cells.get("email") or None
    if email is not None and (len(email) > LONGEST_EMAIL or not re.match(EMAIL_PATTERN, email)):
        faults.add(row.line, "import.staff.email", "email", email)
    for column, longest in (("name", LONGEST_PERSON_NAME), ("title", LONGEST_TITLE)):
        if len(cells[column]) > longest:
            faults.add(row.line, "import.cell_too_long", column)
    if len(faults.found) + faults.more > before:
        return None
    assert login is not None
    assert valid_from is not None
    return StaffLine(
        row.line, login, cells["name"], email, cells["unit_code"], cells["title"], valid_from
    )


def _login(text: str) -> str:
    login = text.casefold()
    if not 2 <= len(login) <= LONGEST_LOGIN or not re.match(LOGIN_PATTERN, login):
        raise ValueError("login")
    return login


async def _load(session: AsyncSession, lines: Mapping[str, StaffLine]) -> Known:
    known = Known()
    for codes in _chunks({line.unit_code for line in lines.values()}):
        units = await session.scalars(select(Unit).where(Unit.code.in_(codes)))
        known.units |= {unit.code: unit for unit in units}
    for logins in _chunks(lines):
        persons = list(await session.scalars(select(Person).where(Person.login.in_(logins))))
        known.persons |= {person.login: person for person in persons}
        ids = [person.id for person in persons]
        for row in await session.scalars(
            select(Position).where(Position.person_id.in_(ids), Position.primary.is_(True))
        ):
            known.positions.setdefault(row.person_id, []).append(row)
    return known


def _check(lines: Iterable[StaffLine], known: Known, faults: Faults) -> None:
    for line in lines:
        unit = known.units.get(line.unit_code)
        if unit is None:
            faults.add(line.line, "import.staff.unit_unknown", "unit_code", line.unit_code)
        person = known.persons.get(line.login)
        if person is not None and person.deactivated_at is not None:
            faults.add(line.line, "import.staff.inactive", "login", line.login)
        mains = known.positions.get(person.id, []) if person is not None else []
        if unit is None or _held(line, unit, mains):
            continue
        if line.valid_from not in span(unit):
            faults.add(line.line, "import.staff.unit_life", "unit_code", line.unit_code)
        if any(row.valid_from >= line.valid_from for row in mains):
            faults.add(line.line, "import.staff.later_position", "valid_from", str(line.valid_from))


def _held(line: StaffLine, unit: Unit, mains: Sequence[Position]) -> bool:
    """Whether the person has or had this very position."""
    return any(
        row.unit_id == unit.id
        and row.title == line.title
        and (row.valid_from == line.valid_from or row.valid_to is None)
        for row in mains
    )


async def _insert(
    session: AsyncSession, lines: Sequence[StaffLine], known: Known, now: datetime
) -> None:
    """New persons with their positions, as rows and not as objects: there may be 100,000."""
    for chunk in _chunks(lines):
        ids = [uuid4() for _ in chunk]
        await session.execute(
            insert(Person),
            [
                {
                    "id": person_id,
                    "login": line.login,
                    "name": line.name,
                    "sort_key": name_sort_key(line.name),
                    "search": search_key(line.name, line.login),
                    "email": line.email,
                    "language": "vi",
                    "created_at": now,
                }
                for person_id, line in zip(ids, chunk, strict=True)
            ],
        )
        await session.execute(
            insert(Position),
            [
                _position(person_id, line, known.units[line.unit_code])
                for person_id, line in zip(ids, chunk, strict=True)
            ],
        )


def _position(person_id: UUID, line: StaffLine, unit: Unit) -> dict[str, object]:
    return {
        "id": uuid4(),
        "person_id": person_id,
        "unit_id": unit.id,
        "title": line.title,
        "primary": True,
        "valid_from": line.valid_from,
        "valid_to": unit.valid_to,
    }


def _update(session: AsyncSession, line: StaffLine, known: Known) -> bool:
    person = known.persons[line.login]
    email = line.email or person.email
    changed = (person.name, person.email) != (line.name, email)
    if changed:
        person.name, person.email = line.name, email
        person.sort_key = name_sort_key(line.name)
        person.search = search_key(line.name, line.login)
    unit = known.units[line.unit_code]
    mains = known.positions.get(person.id, [])
    if _held(line, unit, mains):
        return changed
    for row in mains:
        if line.valid_from in span(row):
            row.valid_to = line.valid_from - ONE_DAY
    session.add(
        Position(
            person_id=person.id,
            unit_id=unit.id,
            title=line.title,
            primary=True,
            valid_from=line.valid_from,
            valid_to=unit.valid_to,
        )
    )
    return True


def _chunks(items: Collection[T]) -> Iterator[list[T]]:
    everything = list(items)
    for start in range(0, len(everything), CHUNK):
        yield everything[start : start + CHUNK]
