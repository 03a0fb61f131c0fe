"""Granting, delegating and ending roles."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from aiohttp import web
from sqlalchemy import Select, Tuple, or_, select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession

from server.people import cursors
from server.people.access import Permission, access_unit, may
from server.people.actions import PeopleAction
from server.people.actor import Actor
from server.people.errors import (
    DatesReversed,
    DelegationDates,
    DelegationToSelf,
    DeputyNeedsEnd,
    GrantExists,
    RoleNotGrantable,
    StaffInactive,
    UnitOutsideLife,
)
from server.people.roles.models import RoleGrant
from server.people.roles.rules import GRANTABLE, Role, delegation_dates_fit
from server.people.staff.models import Person
from server.people.units.models import Unit
from server.people.units.queries import span, subtree
from server.people.units.rules import ONE_DAY, Span
from server.platform import audit
from server.platform.db.work import Work
from server.platform.http.problems import Invalid, NotFound
from server.platform.keys import CLOCK, DATABASE


@dataclass(frozen=True, slots=True)
class NewGrant:
    """A role over a unit for a person; no `valid_to` is open."""

    person_id: UUID
    role: Role
    unit_id: UUID
    valid_from: date
    valid_to: date | None
    basis: str


@dataclass(frozen=True, slots=True)
class Wanted:
    """Filters of the list of grants."""

    person: UUID | None
    unit: UUID | None
    role: Role | None
    current: bool | None
    cursor: str | None
    limit: int


async def give(app: web.Application, actor: Actor, new: NewGrant) -> UUID:
    """Grant a role over a unit where the actor manages roles."""
    async with app[DATABASE].write() as work:
        unit = await access_unit(work.session, actor, new.unit_id, Permission.ROLES_MANAGE)
        if new.role not in GRANTABLE:
            raise RoleNotGrantable
        if new.role is Role.DEPUTY and new.valid_to is None:
            raise DeputyNeedsEnd
        row = await _write(app, work, actor, unit, new, delegated_by=None)
        _note(work, actor, PeopleAction.GRANT_GIVEN, row)
        return row.id


async def delegate(app: web.Application, actor: Actor, new: NewGrant) -> UUID:
    """Make a colleague deputy over a unit of which the actor is head, within dates."""
    async with app[DATABASE].write() as work:
        unit = await access_unit(work.session, actor, new.unit_id, Permission.DEPUTIES_DELEGATE)
        if new.person_id == actor.person_id:
            raise DelegationToSelf
        if new.valid_to is None or not delegation_dates_fit(
            new.valid_from, new.valid_to, actor.today
        ):
            raise DelegationDates
        row = await _write(app, work, actor, unit, new, delegated_by=actor.person_id)
        _note(work, actor, PeopleAction.DELEGATION_GIVEN, row)
        return row.id


async def _write(
    app: web.Application,
    work: Work,
    actor: Actor,
    unit: Unit,
    new: NewGrant,
    *,
    delegated_by: UUID | None,
) -> RoleGrant:
    wanted = Span(new.valid_from, new.valid_to)
    if wanted.empty:
        raise DatesReversed
    if wanted.last is None:
        wanted = Span(wanted.first, unit.valid_to)
    if wanted.empty or not span(unit).covers(wanted):
        raise UnitOutsideLife
    person = await work.session.get(Person, new.person_id, with_for_update=True)
    if person is None:
        raise NotFound
    if person.deactivated_at is not None:
        raise StaffInactive
    if await _exists(work.session, new, wanted):
        raise GrantExists
    row = RoleGrant(
        person_id=new.person_id,
        role=new.role,
        unit_id=new.unit_id,
        valid_from=wanted.first,
        valid_to=wanted.last,
        basis=new.basis,
        delegated_by=delegated_by,
        granted_by=actor.person_id,
        created_at=app[CLOCK].now(),
    )
    work.session.add(row)
    return row


async def _exists(session: AsyncSession, new: NewGrant, wanted: Span) -> bool:
    rows = await session.scalars(
        select(RoleGrant).where(
            RoleGrant.person_id == new.person_id,
            RoleGrant.role == new.role,
            RoleGrant.unit_id == new.unit_id,
        )
    )
    return any(span(row).overlaps(wanted) for row in rows)


async def end(app: web.Application, actor: Actor, grant_id: UUID, on: date) -> None:
    """End a grant the day before `on`: by who manages roles there, or the head who delegated it."""
    async with app[DATABASE].write() as work:
        row = await access_grant(work.session, actor, grant_id)
        last = on - ONE_DAY
        if row.valid_to is None or last < row.valid_to:
            # A grant that ends before it began was never valid.
            row.valid_to = max(last, row.valid_from - ONE_DAY)
        _note(work, actor, PeopleAction.GRANT_ENDED, row)


async def access_grant(session: AsyncSession, actor: Actor, grant_id: UUID) -> RoleGrant:
    """A grant that the actor may end; NotFound."""
    row = await session.get(RoleGrant, grant_id)
    if row is None:
        raise NotFound
    if row.delegated_by == actor.person_id:
        return row
    if not await may(session, actor, Permission.ROLES_MANAGE, row.unit_id):
        raise NotFound
    return row


async def page(
    session: AsyncSession, actor: Actor, wanted: Wanted
) -> tuple[list[RoleGrant], str | None]:
    """A page of the grants that the actor may see, the latest first."""
    query = (
        _visible(actor)
        .order_by(RoleGrant.valid_from.desc(), RoleGrant.id.desc())
        .limit(wanted.limit + 1)
    )
    if wanted.person is not None:
        query = query.where(RoleGrant.person_id == wanted.person)
    if wanted.unit is not None:
        query = query.where(RoleGrant.unit_id == wanted.unit)
    if wanted.role is not None:
        query = query.where(RoleGrant.role == wanted.role)
    if wanted.current:
        over = RoleGrant.valid_to < actor.today
        query = query.where(or_(RoleGrant.valid_to.is_(None), ~over))
    if wanted.cursor is not None:
        query = query.where(tuple_(RoleGrant.valid_from, RoleGrant.id) < _after(wanted.cursor))
    rows = list(await session.scalars(query))
    if len(rows) <= wanted.limit:
        return rows, None
    last = rows[wanted.limit - 1]
    return rows[: wanted.limit], cursors.encode((last.valid_from, last.id))


def _visible(actor: Actor) -> Select[RoleGrant]:
    """Grants in the units whose roles, deputies or staff the actor manages, and the actor's own."""
    units = {
        grant.unit_id
        for grant in actor.grants
        if grant.permissions
        & {Permission.ROLES_MANAGE, Permission.DEPUTIES_DELEGATE, Permission.STAFF_MANAGE}
    }
    return select(RoleGrant).where(
        or_(
            RoleGrant.unit_id.in_(subtree(units, actor.today)),
            RoleGrant.person_id == actor.person_id,
        )
    )


def _after(cursor: str) -> Tuple:
    day, grant_id = cursors.decode(cursor, 2)
    try:
        return tuple_(date.fromisoformat(day), UUID(grant_id))
    except ValueError:
        raise Invalid.at("?/cursor", "cursor") from None


def _note(work: Work, actor: Actor, action: PeopleAction, row: RoleGrant) -> None:
    audit.record(
        work,
        actor=actor.person_id,
        action=action,
        target=f"person:{row.person_id}",
        unit=row.unit_id,
        detail={
            "grant": str(row.id),
            "role": row.role.value,
            "valid_from": row.valid_from.isoformat(),
            "valid_to": row.valid_to.isoformat() if row.valid_to else None,
            "basis": row.basis,
        },
        address=actor.address,
    )
