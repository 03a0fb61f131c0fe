"""What other features may know about persons and units, by id."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from server.people.staff.models import Person, Position
from server.people.units import queries
from server.people.units.queries import valid_on

# Both databases bound the number of values in one statement.
CHUNK = 5_000


@dataclass(frozen=True, slots=True)
class PersonCard:
    """A person as colleagues see them, with the main position of the day."""

    id: UUID
    name: str
    title: str | None = None
    unit_id: UUID | None = None
    unit_name: str | None = None
    # From below the root down to the unit itself.
    unit_path: tuple[str, ...] = ()


async def names_of(session: AsyncSession, ids: Iterable[UUID], on: date) -> dict[UUID, PersonCard]:
    """Cards of the persons, as of a day; unknown ids are left out."""
    cards: dict[UUID, PersonCard] = {}
    for chunk in _chunks(set(ids)):
        persons = await session.execute(select(Person.id, Person.name).where(Person.id.in_(chunk)))
        cards |= await cards_of(session, persons.all(), on)
    return cards


async def cards_of(
    session: AsyncSession, persons: Collection[tuple[UUID, str]], on: date
) -> dict[UUID, PersonCard]:
    """Cards of persons whose names are known, in their order."""
    positions = await main_positions(session, [person_id for person_id, _ in persons], on)
    ways = await queries.ways(session, {p.unit_id for p in positions.values()}, on)
    return {
        person_id: _card(person_id, name, positions.get(person_id), ways)
        for person_id, name in persons
    }


def _card(
    person_id: UUID, name: str, position: Position | None, ways: dict[UUID, tuple[str, ...]]
) -> PersonCard:
    if position is None:
        return PersonCard(person_id, name)
    way = ways.get(position.unit_id, ())
    unit_name = way[-1] if way else None
    return PersonCard(person_id, name, position.title, position.unit_id, unit_name, way)


async def main_positions(
    session: AsyncSession, person_ids: Collection[UUID], on: date
) -> dict[UUID, Position]:
    """The position of each person on the day: the main one, or else the oldest."""
    rows = await session.scalars(
        select(Position)
        .where(Position.person_id.in_(person_ids), valid_on(Position, on))
        .order_by(Position.primary, Position.valid_from.desc(), Position.id)
    )
    # The last one wins: the main position, then the one held longest.
    return {row.person_id: row for row in rows}


async def unit_names(session: AsyncSession, unit_ids: Iterable[UUID], on: date) -> dict[UUID, str]:
    """What the units are called on the day; unknown ids are left out."""
    return await queries.names(session, unit_ids, on)


async def home_unit_of(session: AsyncSession, person_id: UUID, on: date) -> UUID | None:
    """The unit of the person's main position on the day."""
    found = await main_positions(session, [person_id], on)
    return found[person_id].unit_id if found else None


def _chunks(ids: Collection[UUID]) -> Iterable[list[UUID]]:
    everything = list(ids)
    for start in range(0, len(everything), CHUNK):
        yield everything[start : start + CHUNK]
