"""Operations on roles, grants and delegations."""

from collections.abc import Sequence
from uuid import UUID

from aiohttp import web
from sqlalchemy.ext.asyncio import AsyncSession

from server.people import errors
from server.people.actor import Actor
from server.people.directory import names_of, unit_names
from server.people.roles import service
from server.people.roles.models import RoleGrant
from server.people.roles.rules import GRANTABLE, PERMISSIONS, Permission, Role
from server.people.roles.schemas import (
    DelegationNew,
    GrantEnd,
    GrantNew,
    GrantOut,
    GrantsQuery,
    GrantUnit,
    RoleOut,
)
from server.people.schemas import PersonCardOut
from server.platform.http.operation import operation
from server.platform.http.problems import NotFound
from server.platform.http.schema import Items, Page
from server.platform.keys import DATABASE

TAG = "roles"
WRITING = (
    NotFound,
    errors.DatesReversed,
    errors.GrantExists,
    errors.StaffInactive,
    errors.UnitOutsideLife,
)


@operation("GET", "/api/roles", summary="The roles and what they allow", tag=TAG)
async def list_roles(actor: Actor) -> Items[RoleOut]:
    return Items[RoleOut](
        items=[
            RoleOut(
                role=role,
                permissions=[p for p in Permission if p in PERMISSIONS[role]],
                grantable=role in GRANTABLE,
            )
            for role in Role
        ]
    )


@operation(
    "GET",
    "/api/grants",
    summary="Grants in the units that I manage, and my own",
    tag=TAG,
)
async def list_grants(request: web.Request, actor: Actor, *, query: GrantsQuery) -> Page[GrantOut]:
    wanted = service.Wanted(**query.model_dump())
    async with request.app[DATABASE].read() as session:
        rows, following = await service.page(session, actor, wanted)
        items = await _shown(session, actor, rows)
    return Page[GrantOut](items=items, next=following)


@operation(
    "POST",
    "/api/grants",
    summary="Give a person a role over a unit",
    tag=TAG,
    status=201,
    problems=[*WRITING, errors.RoleNotGrantable, errors.DeputyNeedsEnd],
)
async def give_grant(request: web.Request, actor: Actor, *, body: GrantNew) -> GrantOut:
    grant_id = await service.give(request.app, actor, service.NewGrant(**body.model_dump()))
    return await _show(request, actor, grant_id)


@operation(
    "POST",
    "/api/grants/{id}/end",
    summary="End a grant",
    tag=TAG,
    problems=[NotFound],
)
async def end_grant(
    request: web.Request,
    actor: Actor,
    *,
    id: UUID,
    body: GrantEnd,
) -> GrantOut:
    """By who manages roles there, or by the head who delegated it."""
    await service.end(request.app, actor, id, body.on)
    return await _show(request, actor, id)


@operation(
    "POST",
    "/api/delegations",
    summary="Make a colleague my deputy for a time",
    tag=TAG,
    status=201,
    problems=[*WRITING, errors.DelegationDates, errors.DelegationToSelf],
)
async def delegate(request: web.Request, actor: Actor, *, body: DelegationNew) -> GrantOut:
    new = service.NewGrant(
        person_id=body.to_person_id,
        role=Role.DEPUTY,
        unit_id=body.unit_id,
        valid_from=body.valid_from,
        valid_to=body.valid_to,
        basis=body.basis,
    )
    return await _show(request, actor, await service.delegate(request.app, actor, new))


async def _show(request: web.Request, actor: Actor, grant_id: UUID) -> GrantOut:
    """A grant that the actor has just written."""
    async with request.app[DATABASE].read() as session:
        row = await session.get_one(RoleGrant, grant_id)
        (shown,) = await _shown(session, actor, [row])
        return shown


async def _shown(session: AsyncSession, actor: Actor, rows: Sequence[RoleGrant]) -> list[GrantOut]:
    people = {row.person_id for row in rows} | {
        row.delegated_by for row in rows if row.delegated_by is not None
    }
    cards = {
        person_id: PersonCardOut.model_validate(card)
        for person_id, card in (await names_of(session, people, actor.today)).items()
    }
    units = await unit_names(session, [row.unit_id for row in rows], actor.today)
    return [
        GrantOut(
            id=row.id,
            person=cards[row.person_id],
            role=row.role,
            unit=GrantUnit(id=row.unit_id, name=units[row.unit_id]),
            valid_from=row.valid_from,
            valid_to=row.valid_to,
            delegated_by=cards[row.delegated_by] if row.delegated_by is not None else None,
            basis=row.basis,
            created_at=row.created_at,
        )
        for row in rows
    ]


OPERATIONS = (list_roles, list_grants, give_grant, end_grant, delegate)
