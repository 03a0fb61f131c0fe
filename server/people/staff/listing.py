"""The directory for everybody, and the staff list for those who manage it; one page at a time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import Exists, Select, Tuple, exists, select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession

from server.people import cursors
from server.people.accounts.models import Credential
from server.people.staff.models import Person, Position
from server.people.staff.queries import matches
from server.people.units.queries import subtree, valid_on, ways
from server.platform.http.problems import Invalid


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which persons are looked for, and which part of the list."""

    q: str
    unit: UUID | None
    active: bool | None
    cursor: str | None
    limit: int


@dataclass(frozen=True, slots=True)
class StaffRecord:
    """A person with all positions."""

    person: Person
    positions: Sequence[Position]
    has_password: bool
    unit_ways: dict[UUID, tuple[str, ...]]


async def page(
    session: AsyncSession, wanted: Wanted, day: date, scope: Select[UUID] | None
) -> tuple[list[Person], str | None]:
    """A page of persons by name. `scope` bounds them to units; None shows everybody.

    A unit means its people of the day; of those who left (`active` is False) the people it had.
    """
    query = select(Person).order_by(Person.sort_key, Person.id).limit(wanted.limit + 1)
    if wanted.q.strip():
        query = query.where(matches(Person.search, wanted.q))
    if wanted.active is not None:
        gone = Person.deactivated_at
        query = query.where(gone.is_(None) if wanted.active else gone.is_not(None))
    if wanted.unit is not None:
        query = query.where(
            _holds(subtree([wanted.unit], day), day if wanted.active is not False else None)
        )
    if scope is not None:
        query = query.where(_holds(scope, None))
    if wanted.cursor is not None:
        query = query.where(tuple_(Person.sort_key, Person.id) > _after(wanted.cursor))
    rows = list(await session.scalars(query))
    if len(rows) <= wanted.limit:
        return rows, None
    last = rows[wanted.limit - 1]
    return rows[: wanted.limit], cursors.encode((last.sort_key, last.id))


def _after(cursor: str) -> Tuple:
    key, person_id = cursors.decode(cursor, 2)
    try:
        return tuple_(key, UUID(person_id))
    except ValueError:
        raise Invalid.at("?/cursor", "cursor") from None


def _holds(units: Select[UUID], day: date | None) -> Exists:
    held = exists().where(Position.person_id == Person.id, Position.unit_id.in_(units))
    return held.where(valid_on(Position, day)) if day is not None else held


async def records(session: AsyncSession, persons: Sequence[Person], day: date) -> list[StaffRecord]:
    """The persons with their positions, the latest first."""
    ids = [person.id for person in persons]
    positions: dict[UUID, list[Position]] = {person_id: [] for person_id in ids}
    for row in await session.scalars(
        select(Position)
        .where(Position.person_id.in_(ids))
        .order_by(Position.valid_from.desc(), Position.id)
    ):
        positions[row.person_id].append(row)
    with_password = set(
        await session.scalars(select(Credential.person_id).where(Credential.person_id.in_(ids)))
    )
    units = {row.unit_id for rows in positions.values() for row in rows}
    leading = await ways(session, units, day)
    return [
        StaffRecord(person, positions[person.id], person.id in with_password, leading)
        for person in persons
    ]
