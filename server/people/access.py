"""The funnel: units and persons are reached only through here, with the right to do so proved.

Without the right the answer is the one for something that does not exist. Every condition stands
on a line of its own; every function gives what it let through.
"""

from datetime import date
from uuid import UUID

from sqlalchemy import Select, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from server.people.actor import Actor
from server.people.roles.grants import units_with
from server.people.roles.models import RoleGrant
from server.people.roles.rules import PERMISSIONS, SENSITIVE, Permission
from server.people.staff.models import Person, Position
from server.people.units.models import Unit
from server.people.units.queries import place, span, subtree
from server.platform.http.problems import Forbidden, NotFound

__all__ = [
    "Permission",
    "access_account",
    "access_person",
    "access_scope",
    "access_unit",
    "covers_rights_of",
    "may",
    "may_anywhere",
    "over_a_root",
]


def may_anywhere(actor: Actor, permission: Permission | str) -> bool:
    """Whether the actor has the permission over some unit."""
    return bool(units_with(actor.grants, permission))


async def may(
    session: AsyncSession, actor: Actor, permission: Permission | str, unit: Unit | UUID
) -> bool:
    """Whether the actor has the permission over the unit, by a grant there or above it."""
    granted = units_with(actor.grants, permission)
    if not granted:
        return False
    unit_id = unit if isinstance(unit, UUID) else unit.id
    if unit_id in granted:
        return True
    found = await session.get(Unit, unit_id) if isinstance(unit, UUID) else unit
    if found is None:
        return False
    return not granted.isdisjoint(await place(session, found, actor.today))


async def access_unit(
    session: AsyncSession, actor: Actor, unit_id: UUID, permission: Permission | str
) -> Unit:
    """The unit, for an actor with the permission over it; else NotFound."""
    unit = await session.get(Unit, unit_id)
    if unit is None:
        raise NotFound
    if not await may(session, actor, permission, unit):
        raise NotFound
    return unit


def access_scope(actor: Actor, permission: Permission | str) -> Select[UUID]:
    """The ids of all units over which the actor has the permission; Forbidden when none.

    For lists, which hide nothing by being refused.
    """
    granted = units_with(actor.grants, permission)
    if not granted:
        raise Forbidden
    return subtree(granted, actor.today)


async def access_person(
    session: AsyncSession, actor: Actor, person_id: UUID, permission: Permission | str
) -> Person:
    """A person who holds (or held, or will hold) a position where the actor has the permission.

    A person without any position is within reach of whoever has the permission over a root.
    """
    person = await session.get(Person, person_id)
    if person is None:
        raise NotFound
    if not await _reaches(session, actor, person_id, permission):
        raise NotFound
    return person


async def _reaches(
    session: AsyncSession, actor: Actor, person_id: UUID, permission: Permission | str
) -> bool:
    units = await session.scalars(
        select(Position.unit_id).where(Position.person_id == person_id).distinct()
    )
    held = list(units)
    for unit_id in held:
        if await may(session, actor, permission, unit_id):
            return True
    return not held and await over_a_root(session, actor, permission)


async def over_a_root(session: AsyncSession, actor: Actor, permission: Permission | str) -> bool:
    """Whether the actor has the permission over a unit that answers to none."""
    granted = units_with(actor.grants, permission)
    for unit_id in granted:
        unit = await session.get(Unit, unit_id)
        if unit is not None and await place(session, unit, actor.today) == [unit_id]:
            return True
    return False


async def access_account(session: AsyncSession, actor: Actor, person_id: UUID) -> Person:
    """A person whose account the actor may change: where the main position is, not elsewhere."""
    person = await access_person(session, actor, person_id, Permission.STAFF_MANAGE)
    home = await home_unit(session, person_id, actor.today)
    if home is None:
        return person
    if not await may(session, actor, Permission.STAFF_MANAGE, home):
        raise NotFound
    return person


async def home_unit(session: AsyncSession, person_id: UUID, day: date) -> UUID | None:
    """The unit of the main position of the day; without one, of the latest position."""
    held = list(await session.scalars(select(Position).where(Position.person_id == person_id)))
    if not held:
        return None
    best = max(held, key=lambda p: (day in span(p), p.primary, p.valid_from))
    return best.unit_id


async def covers_rights_of(session: AsyncSession, actor: Actor, person_id: UUID) -> bool:
    """Whether the actor has every administrative right of the person, now or in future.

    Whoever sets a password could use the rights behind it.
    """
    rows = await session.scalars(
        select(RoleGrant).where(
            RoleGrant.person_id == person_id,
            or_(RoleGrant.valid_to.is_(None), RoleGrant.valid_to >= actor.today),
        )
    )
    for row in rows:
        for permission in PERMISSIONS[row.role] & SENSITIVE:
            if not await may(session, actor, permission, row.unit_id):
                return False
    return True
