"""Creating, renaming, moving and closing units: each one transaction, with its audit row."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from uuid import UUID

from aiohttp import web
from pydantic import JsonValue
from sqlalchemy import delete, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from server.people.access import Permission, access_unit
from server.people.actions import PeopleAction
from server.people.actor import Actor
from server.people.errors import (
    UnitCircle,
    UnitClosed,
    UnitCodeTaken,
    UnitHasChildren,
    UnitOutsideLife,
    UnitSharesNotWhole,
    UnitSuccessorWrong,
)
from server.people.roles.models import RoleGrant
from server.people.staff.models import Position
from server.people.staff.queries import search_key
from server.people.units.models import Unit, UnitEdge, UnitName, UnitSuccession
from server.people.units.queries import edges_above, edges_of, span
from server.people.units.rules import (
    ONE_DAY,
    CommuneKind,
    Edge,
    Hierarchy,
    Span,
    UnitKind,
    closes_circle,
    moved,
    shares_are_whole,
)
from server.platform import audit
from server.platform.db.work import Work
from server.platform.http.problems import Invalid, NotFound
from server.platform.keys import DATABASE

# One writer at a time may change the tree: two moves that are fine alone can close a circle.
TREE_LOCK = "people.units"


@dataclass(frozen=True, slots=True)
class NewUnit:
    """What a unit begins with."""

    code: str
    name: str
    kind: UnitKind
    subkind: CommuneKind | None
    parent_id: UUID
    professional_parent_id: UUID | None
    valid_from: date


async def create(app: web.Application, actor: Actor, new: NewUnit) -> UUID:
    """A unit under a parent over which the actor may manage units."""
    async with app[DATABASE].write() as work:
        await work.lock(TREE_LOCK)
        session = work.session
        parent = await access_unit(session, actor, new.parent_id, Permission.UNITS_MANAGE)
        check_kinds(new.kind, new.subkind)
        unit = Unit(code=new.code, kind=new.kind, subkind=new.subkind, valid_from=new.valid_from)
        async with work.duplicates_are(UnitCodeTaken()):
            session.add(unit)
        session.add(name_row(unit.id, new.code, new.name, span(unit)))
        _answer_to(session, unit, parent, Hierarchy.ADMINISTRATIVE)
        if new.professional_parent_id is not None:
            superior = await session.get(Unit, new.professional_parent_id)
            if superior is None:
                raise Invalid.at("/professional_parent_id", "not_found")
            _answer_to(session, unit, superior, Hierarchy.PROFESSIONAL)
        _note(work, actor, PeopleAction.UNIT_CREATED, unit.id, code=new.code, name=new.name)
        return unit.id


def check_kinds(kind: UnitKind, subkind: CommuneKind | None) -> None:
    """A commune-level unit is a ward, a commune or a special zone; others are none of these."""
    if (kind is UnitKind.COMMUNE) != (subkind is not None):
        raise Invalid.at("/subkind", "unit.subkind")


def name_row(unit_id: UUID, code: str, name: str, valid: Span) -> UnitName:
    """A name with the key under which it is found."""
    return UnitName(
        unit_id=unit_id,
        name=name,
        search=search_key(name, code),
        valid_from=valid.first,
        valid_to=valid.last,
    )


def _answer_to(session: AsyncSession, unit: Unit, parent: Unit, hierarchy: Hierarchy) -> None:
    if not span(parent).covers(span(unit)):
        raise UnitOutsideLife
    if parent.id == unit.id:
        raise UnitCircle
    session.add(
        UnitEdge(
            unit_id=unit.id,
            parent_id=parent.id,
            hierarchy=hierarchy,
            valid_from=unit.valid_from,
            valid_to=unit.valid_to,
        )
    )


async def change(
    app: web.Application,
    actor: Actor,
    unit_id: UUID,
    *,
    name: str | None,
    code: str | None,
    on: date,
) -> None:
    """Give the unit a new name from `on` on, or correct its code."""
    async with app[DATABASE].write() as work:
        await work.lock(TREE_LOCK)
        unit = await access_unit(work.session, actor, unit_id, Permission.UNITS_MANAGE)
        if code is not None:
            unit.code = code
            async with work.duplicates_are(UnitCodeTaken()):
                pass
        await rename(work.session, unit, name, on)
        detail = {key: value for key, value in (("name", name), ("code", code)) if value}
        _note(work, actor, PeopleAction.UNIT_CHANGED, unit.id, on=on.isoformat(), **detail)


async def rename(session: AsyncSession, unit: Unit, name: str | None, on: date) -> None:
    """Cut the name that is valid on the day; names that begin later give way to the new one."""
    rows = list(
        await session.scalars(
            select(UnitName).where(UnitName.unit_id == unit.id).order_by(UnitName.valid_from)
        )
    )
    for row in rows:
        row.search = search_key(row.name, unit.code)
    if name is None:
        return
    if on not in span(unit):
        raise UnitOutsideLife
    for row in rows:
        if row.valid_from >= on:
            await session.delete(row)
        elif on in span(row):
            row.valid_to = on - ONE_DAY
    await session.flush()
    session.add(name_row(unit.id, unit.code, name, Span(on, unit.valid_to)))


async def move(
    app: web.Application,
    actor: Actor,
    unit_id: UUID,
    parent_id: UUID,
    hierarchy: Hierarchy,
    on: date,
) -> None:
    """Let the unit answer to another parent from `on` on; both are the actor's to manage."""
    async with app[DATABASE].write() as work:
        await work.lock(TREE_LOCK)
        session = work.session
        unit = await access_unit(session, actor, unit_id, Permission.UNITS_MANAGE)
        parent = await access_unit(session, actor, parent_id, Permission.UNITS_MANAGE)
        if on not in span(unit):
            raise UnitOutsideLife
        await put_under(session, unit, parent, hierarchy, on)
        _note(
            work,
            actor,
            PeopleAction.UNIT_MOVED,
            unit.id,
            hierarchy=hierarchy.value,
            parent=str(parent_id),
            on=on.isoformat(),
        )


async def put_under(
    session: AsyncSession, unit: Unit, parent: Unit, hierarchy: Hierarchy, on: date
) -> None:
    """Write the edges of a move. UnitCircle, UnitOutsideLife."""
    before = await edges_of(session, [unit.id], hierarchy)
    if hierarchy is Hierarchy.ADMINISTRATIVE and not before:
        # The root answers to nobody: what is above it would have no place in the tree.
        raise UnitCircle
    after = moved(before, unit.id, parent.id, on, span(unit))
    new = next(edge for edge in after if edge.span.first == on)
    if not span(parent).covers(new.span):
        raise UnitOutsideLife
    if closes_circle(await edges_above(session, parent.id, hierarchy), new):
        raise UnitCircle
    await write_edges(session, unit.id, hierarchy, after)


async def write_edges(
    session: AsyncSession, unit_id: UUID, hierarchy: Hierarchy, edges: Sequence[Edge]
) -> None:
    """Replace all edges upwards of a unit in one hierarchy."""
    await session.execute(
        delete(UnitEdge).where(UnitEdge.unit_id == unit_id, UnitEdge.hierarchy == hierarchy)
    )
    session.add_all(
        UnitEdge(
            unit_id=edge.child,
            parent_id=edge.parent,
            hierarchy=hierarchy,
            valid_from=edge.span.first,
            valid_to=edge.span.last,
        )
        for edge in edges
    )


async def close(
    app: web.Application,
    actor: Actor,
    unit_id: UUID,
    on: date,
    successors: Sequence[tuple[UUID, Fraction]],
    basis: str,
) -> None:
    """End the unit the day before `on`, with whoever takes over which part.

    Positions and grants in it end with it: who works where afterwards is decided for each person.
    """
    async with app[DATABASE].write() as work:
        await work.lock(TREE_LOCK)
        session = work.session
        unit = await access_unit(session, actor, unit_id, Permission.UNITS_MANAGE)
        if unit.valid_to is not None:
            raise UnitClosed
        if on <= unit.valid_from:
            raise UnitOutsideLife
        if await _has_children_from(session, unit.id, on):
            raise UnitHasChildren
        await _name_successors(session, unit, on, successors)
        unit.valid_to = on - ONE_DAY
        unit.closing_basis = basis
        for table in (UnitName, UnitEdge, Position, RoleGrant):
            await _end_rows(session, table, unit.id, on)
        _note(
            work,
            actor,
            PeopleAction.UNIT_CLOSED,
            unit.id,
            on=on.isoformat(),
            basis=basis,
            successors={str(key): str(share) for key, share in successors},
        )


async def _has_children_from(session: AsyncSession, unit_id: UUID, on: date) -> bool:
    found = await session.scalar(
        select(func.count())
        .select_from(UnitEdge)
        .where(
            UnitEdge.parent_id == unit_id,
            or_(UnitEdge.valid_to.is_(None), UnitEdge.valid_to >= on),
        )
    )
    return bool(found)


async def _name_successors(
    session: AsyncSession, unit: Unit, on: date, successors: Sequence[tuple[UUID, Fraction]]
) -> None:
    if not successors:
        return
    if not shares_are_whole([share for _, share in successors]):
        raise UnitSharesNotWhole
    ids = [successor for successor, _ in successors]
    if len(set(ids)) != len(ids) or unit.id in ids:
        raise UnitSuccessorWrong
    for successor_id, share in successors:
        successor = await session.get(Unit, successor_id)
        if successor is None or on not in span(successor):
            raise UnitSuccessorWrong
        session.add(
            UnitSuccession(
                unit_id=unit.id,
                successor_id=successor_id,
                numerator=share.numerator,
                denominator=share.denominator,
            )
        )


async def _end_rows(
    session: AsyncSession,
    table: type[UnitName | UnitEdge | Position | RoleGrant],
    unit_id: UUID,
    on: date,
) -> None:
    """End what is valid on the day, remove what would begin later."""
    mine = table.unit_id == unit_id
    await session.execute(delete(table).where(mine, table.valid_from >= on))
    await session.execute(
        update(table)
        .where(mine, or_(table.valid_to.is_(None), table.valid_to >= on))
        .values(valid_to=on - ONE_DAY)
    )


async def known_unit(session: AsyncSession, unit_id: UUID) -> Unit:
    """A unit anybody signed in may see; NotFound."""
    unit = await session.get(Unit, unit_id)
    if unit is None:
        raise NotFound
    return unit


def _note(
    work: Work, actor: Actor, action: PeopleAction, unit_id: UUID, **detail: JsonValue
) -> None:
    audit.record(
        work,
        actor=actor.person_id,
        action=action,
        target=f"unit:{unit_id}",
        unit=unit_id,
        detail=detail,
        address=actor.address,
    )
