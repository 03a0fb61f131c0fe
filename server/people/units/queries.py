"""Reading the tree of units on a day. Recursive CTEs, the same on both databases."""

from collections.abc import Collection, Iterable
from datetime import date
from typing import Any, Protocol
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from server.people.units.models import Unit, UnitEdge, UnitName
from server.people.units.rules import Edge, Hierarchy, Span, reference_day

# A chain of command is a few levels; the bound only stops a tree that was broken by hand.
DEEPEST = 32


def valid_on(table: Any, day: date | ColumnElement[date]) -> ColumnElement[bool]:
    """Whether a row's span includes the day, one day for all rows or a column of the query."""
    return and_(table.valid_from <= day, or_(table.valid_to.is_(None), table.valid_to >= day))


class Dated(Protocol):
    """A row that is valid from a day to a day."""

    valid_from: Any
    valid_to: Any


def span(row: Dated) -> Span:
    """The days on which the row is valid."""
    return Span(row.valid_from, row.valid_to)


def subtree(
    roots: Collection[UUID], day: date, hierarchy: Hierarchy = Hierarchy.ADMINISTRATIVE
) -> Select[UUID]:
    """The roots and all units below them on the day, as a query of ids."""
    tree = select(Unit.id.label("id")).where(Unit.id.in_(roots)).cte("subtree", recursive=True)
    tree = tree.union(
        select(UnitEdge.unit_id)
        .join(tree, tree.c.id == UnitEdge.parent_id)
        .where(UnitEdge.hierarchy == hierarchy, valid_on(UnitEdge, day))
    )
    return select(tree.c.id)


async def ancestors(
    session: AsyncSession,
    unit_id: UUID,
    day: date,
    hierarchy: Hierarchy = Hierarchy.ADMINISTRATIVE,
) -> list[UUID]:
    """The unit and its superiors on the day, from itself to the root."""
    chain = await chains(session, [unit_id], day, hierarchy)
    return chain[unit_id]


async def chains(
    session: AsyncSession,
    unit_ids: Collection[UUID],
    day: date,
    hierarchy: Hierarchy = Hierarchy.ADMINISTRATIVE,
) -> dict[UUID, list[UUID]]:
    """For each unit the way up: the unit itself first, the root last."""
    parents: dict[UUID, UUID] = {}
    wanted = set(unit_ids)
    for _ in range(DEEPEST):
        if not wanted:
            break
        rows = await session.execute(
            select(UnitEdge.unit_id, UnitEdge.parent_id).where(
                UnitEdge.unit_id.in_(wanted),
                UnitEdge.hierarchy == hierarchy,
                valid_on(UnitEdge, day),
            )
        )
        found = dict(rows.all())
        parents |= found
        wanted = set(found.values()) - parents.keys()
    return {unit: _climb(unit, parents) for unit in unit_ids}


def _climb(unit: UUID, parents: dict[UUID, UUID]) -> list[UUID]:
    chain = [unit]
    while chain[-1] in parents and len(chain) <= DEEPEST:
        chain.append(parents[chain[-1]])
    return chain


async def place(session: AsyncSession, unit: Unit, today: date) -> list[UUID]:
    """The unit and its superiors today, or on its first or last day when it has no today."""
    return await ancestors(session, unit.id, reference_day(span(unit), today))


async def names(session: AsyncSession, unit_ids: Iterable[UUID], day: date) -> dict[UUID, str]:
    """What units are called on the day; before their start or after their end, the nearest name."""
    ids = list(set(unit_ids))
    rows = await session.execute(
        select(UnitName.unit_id, UnitName.name, UnitName.valid_from)
        .where(UnitName.unit_id.in_(ids))
        .order_by(UnitName.valid_from)
    )
    found: dict[UUID, str] = {}
    for unit_id, name, valid_from in rows:
        if unit_id not in found or valid_from <= day:
            found[unit_id] = name
    return found


async def ways(
    session: AsyncSession, unit_ids: Collection[UUID], day: date
) -> dict[UUID, tuple[str, ...]]:
    """The names that lead to each unit on the day, itself the last; unknown ids are left out.

    The root is left out where something is below it: it says nothing in a city that has one.
    """
    up = await chains(session, unit_ids, day)
    called = await names(session, {above for chain in up.values() for above in chain}, day)
    return {
        unit: tuple(called[one] for one in reversed(chain[:-1] or chain) if one in called)
        for unit, chain in up.items()
        if unit in called
    }


async def edges_of(
    session: AsyncSession, unit_ids: Collection[UUID], hierarchy: Hierarchy
) -> list[Edge]:
    """All edges upwards of the units, on any day, in order of time."""
    rows = await session.scalars(
        select(UnitEdge)
        .where(UnitEdge.unit_id.in_(unit_ids), UnitEdge.hierarchy == hierarchy)
        .order_by(UnitEdge.valid_from)
    )
    return [Edge(row.unit_id, row.parent_id, Span(row.valid_from, row.valid_to)) for row in rows]


async def edges_above(
    session: AsyncSession, unit_id: UUID, hierarchy: Hierarchy
) -> dict[UUID, list[Edge]]:
    """The edges upwards of the unit and of whatever was, is or will be above it."""
    above: dict[UUID, list[Edge]] = {}
    wanted = {unit_id}
    while wanted:
        for unit in wanted:
            above[unit] = []
        for edge in await edges_of(session, wanted, hierarchy):
            above[edge.child].append(edge)
        wanted = {e.parent for edges in above.values() for e in edges} - above.keys()
    return above
