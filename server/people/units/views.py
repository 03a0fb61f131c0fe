"""Units as they are shown: children of a parent, search, one unit with its history."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import Exists, distinct, exists, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from server.people.staff.models import Person, Position
from server.people.staff.queries import matches
from server.people.units.models import Unit, UnitEdge, UnitName
from server.people.units.queries import chains, names, span, valid_on
from server.people.units.rules import Hierarchy, UnitKind, reference_day
from server.platform.text import sort_key

_KIND_ORDER = {kind: rank for rank, kind in enumerate(UnitKind)}


@dataclass(frozen=True, slots=True)
class UnitView:
    """A unit on a day."""

    id: UUID
    code: str
    name: str
    kind: UnitKind
    subkind: str | None
    parent_id: UUID | None
    valid_from: date
    valid_to: date | None
    has_children: bool
    staff_count: int


async def children(
    session: AsyncSession, parent: UUID | None, hierarchy: Hierarchy, day: date
) -> list[UnitView]:
    """The units that answer to `parent` on the day; without a parent, those answering to none."""
    query = select(Unit).where(valid_on(Unit, day))
    if parent is not None:
        query = query.join(UnitEdge, UnitEdge.unit_id == Unit.id).where(
            UnitEdge.parent_id == parent,
            UnitEdge.hierarchy == hierarchy,
            valid_on(UnitEdge, day),
        )
    else:
        query = query.where(~_has_parent(hierarchy, day))
        if hierarchy is Hierarchy.PROFESSIONAL:
            query = query.where(_has_children(hierarchy, day))
    units = list(await session.scalars(query))
    return await views(session, units, hierarchy, day)


async def search(session: AsyncSession, text: str, day: date, limit: int) -> list[UnitView]:
    """Units with such a name or code on the day, shortest names first."""
    query = (
        select(Unit)
        .join(UnitName, UnitName.unit_id == Unit.id)
        .where(valid_on(Unit, day), valid_on(UnitName, day), matches(UnitName.search, text))
        .order_by(func.length(UnitName.name), UnitName.name, Unit.id)
        .limit(limit)
    )
    units = list(await session.scalars(query))
    found = await views(session, units, Hierarchy.ADMINISTRATIVE, day)
    return sorted(found, key=lambda view: len(view.name))


async def views(
    session: AsyncSession, units: Sequence[Unit], hierarchy: Hierarchy, day: date
) -> list[UnitView]:
    """The units as on the day, in the order in which people list them."""
    ids = [unit.id for unit in units]
    called = await names(session, ids, day)
    parents = dict(
        (
            await session.execute(
                select(UnitEdge.unit_id, UnitEdge.parent_id).where(
                    UnitEdge.unit_id.in_(ids),
                    UnitEdge.hierarchy == hierarchy,
                    valid_on(UnitEdge, day),
                )
            )
        ).all()
    )
    with_children = set(
        await session.scalars(
            select(UnitEdge.parent_id)
            .where(
                UnitEdge.parent_id.in_(ids),
                UnitEdge.hierarchy == hierarchy,
                valid_on(UnitEdge, day),
            )
            .distinct()
        )
    )
    staff = await staff_counts(session, ids, day)
    shown = [
        UnitView(
            id=unit.id,
            code=unit.code,
            name=called.get(unit.id, unit.code),
            kind=unit.kind,
            subkind=unit.subkind,
            parent_id=parents.get(unit.id),
            valid_from=unit.valid_from,
            valid_to=unit.valid_to,
            has_children=unit.id in with_children,
            staff_count=staff.get(unit.id, 0),
        )
        for unit in units
    ]
    return sorted(shown, key=lambda view: (_KIND_ORDER[view.kind], _natural(view.name)))


def _natural(name: str) -> str:
    """Sorts "Phường 2" before "Phường 10"."""
    return sort_key(re.sub(r"\d+", lambda number: number[0].zfill(6), name))


async def staff_counts(
    session: AsyncSession, unit_ids: Collection[UUID], day: date
) -> dict[UUID, int]:
    """How many active people each unit has, with the units below it; without those with none."""
    tree = (
        select(Unit.id.label("top"), Unit.id.label("id"))
        .where(Unit.id.in_(unit_ids))
        .cte("below", recursive=True)
    )
    tree = tree.union(
        select(tree.c.top, UnitEdge.unit_id)
        .join(tree, tree.c.id == UnitEdge.parent_id)
        .where(UnitEdge.hierarchy == Hierarchy.ADMINISTRATIVE, valid_on(UnitEdge, day))
    )
    rows = await session.execute(
        select(tree.c.top, func.count(distinct(Position.person_id)))
        .join(Position, Position.unit_id == tree.c.id)
        .join(Person, Person.id == Position.person_id)
        .where(Person.deactivated_at.is_(None), valid_on(Position, day))
        .group_by(tree.c.top)
    )
    return dict(rows.all())


async def paths(
    session: AsyncSession, units: Collection[UnitView], day: date
) -> dict[UUID, list[str]]:
    """The names of the superiors of each unit, the root first."""
    up = await chains(session, [unit.id for unit in units], day)
    called = await names(session, {above for chain in up.values() for above in chain}, day)
    return {
        unit_id: [called[above] for above in reversed(chain[1:])] for unit_id, chain in up.items()
    }


def shown_day(unit: Unit, today: date) -> date:
    """The day as of which a unit is shown: today, or its nearest day."""
    return reference_day(span(unit), today)


def _has_parent(hierarchy: Hierarchy, day: date) -> Exists:
    edge = aliased(UnitEdge)
    return exists().where(edge.unit_id == Unit.id, edge.hierarchy == hierarchy, valid_on(edge, day))


def _has_children(hierarchy: Hierarchy, day: date) -> Exists:
    edge = aliased(UnitEdge)
    return exists().where(
        edge.parent_id == Unit.id, edge.hierarchy == hierarchy, valid_on(edge, day)
    )
