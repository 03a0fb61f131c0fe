"""Which rights a person has on a day: from positions, from grants, from delegations."""

from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from server.people.actor import Grant
from server.people.roles.models import RoleGrant
from server.people.roles.rules import PERMISSIONS, Permission, Role
from server.people.staff.models import Person, Position
from server.people.units.queries import ancestors, valid_on


async def grants_on(session: AsyncSession, person_id: UUID, day: date) -> tuple[Grant, ...]:
    """Every right the person has on the day; the main position's comes first."""
    positions = await session.execute(
        select(Position.unit_id, Position.valid_to)
        .where(Position.person_id == person_id, valid_on(Position, day))
        .order_by(Position.primary.desc(), Position.valid_from, Position.id)
    )
    official = [_grant(Role.OFFICIAL, unit_id, valid_to) for unit_id, valid_to in positions]
    rows = await session.scalars(
        select(RoleGrant)
        .where(RoleGrant.person_id == person_id, valid_on(RoleGrant, day))
        .order_by(RoleGrant.valid_from, RoleGrant.id)
    )
    granted = [
        _grant(row.role, row.unit_id, row.valid_to)
        for row in rows
        if await delegation_stands(session, row, day)
    ]
    return (*official, *granted)


def _grant(role: Role, unit_id: UUID, valid_to: date | None) -> Grant:
    return Grant(role, unit_id, PERMISSIONS[role], valid_to)


async def delegation_stands(session: AsyncSession, row: RoleGrant, day: date) -> bool:
    """Whether a delegated grant still rests on a head's own right; other grants rest on nothing."""
    if row.delegated_by is None:
        return True
    head_of = set(
        await session.scalars(
            select(RoleGrant.unit_id)
            .join(Person, Person.id == RoleGrant.person_id)
            .where(
                RoleGrant.person_id == row.delegated_by,
                RoleGrant.role == Role.HEAD,
                Person.deactivated_at.is_(None),
                valid_on(RoleGrant, day),
            )
        )
    )
    if row.unit_id in head_of:
        return True
    return bool(head_of) and not head_of.isdisjoint(await ancestors(session, row.unit_id, day))


def units_with(grants: tuple[Grant, ...], permission: Permission | str) -> frozenset[UUID]:
    """The units over which the grants give the permission; those below them count too."""
    return frozenset(grant.unit_id for grant in grants if permission in grant.permissions)
