"""Operations on units."""

from dataclasses import asdict
from uuid import UUID

from aiohttp import web
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from server.people import errors
from server.people.access import Permission, may
from server.people.actor import Actor
from server.people.directory import names_of
from server.people.roles.models import RoleGrant
from server.people.roles.rules import Role
from server.people.schemas import PersonCardOut
from server.people.units import service, views
from server.people.units.models import UnitEdge, UnitName, UnitSuccession
from server.people.units.queries import names, valid_on
from server.people.units.rules import Hierarchy, parse_share
from server.people.units.schemas import (
    ChildrenQuery,
    EdgeOut,
    NameOut,
    SearchQuery,
    SuccessorOut,
    UnitClose,
    UnitDetail,
    UnitFound,
    UnitMove,
    UnitNew,
    UnitOut,
    UnitPatch,
)
from server.platform.http.operation import operation
from server.platform.http.problems import NotFound
from server.platform.http.schema import Items
from server.platform.keys import DATABASE

TAG = "units"


@operation("GET", "/api/units", summary="Units that answer to a unit, or the roots", tag=TAG)
async def list_units(request: web.Request, actor: Actor, *, query: ChildrenQuery) -> Items[UnitOut]:
    day = query.on or actor.today
    async with request.app[DATABASE].read() as session:
        found = await views.children(session, query.parent, query.hierarchy, day)
    return Items[UnitOut](items=[UnitOut.model_validate(view) for view in found])


@operation("GET", "/api/units/search", summary="Units by name or code", tag=TAG)
async def search_units(
    request: web.Request, actor: Actor, *, query: SearchQuery
) -> Items[UnitFound]:
    day = query.on or actor.today
    async with request.app[DATABASE].read() as session:
        found = await views.search(session, query.q, day, query.limit)
        paths = await views.paths(session, found, day)
    return Items[UnitFound](
        items=[UnitFound(**asdict(view), path=paths[view.id]) for view in found]
    )


@operation("GET", "/api/units/{id}", summary="One unit", tag=TAG, problems=[NotFound])
async def show_unit(request: web.Request, actor: Actor, *, id: UUID) -> UnitDetail:
    async with request.app[DATABASE].read() as session:
        return await detail(session, actor, id)


@operation(
    "POST",
    "/api/units",
    summary="Create a unit",
    tag=TAG,
    status=201,
    problems=[NotFound, errors.UnitCodeTaken, errors.UnitOutsideLife],
)
async def create_unit(request: web.Request, actor: Actor, *, body: UnitNew) -> UnitDetail:
    new = service.NewUnit(**body.model_dump())
    unit_id = await service.create(request.app, actor, new)
    return await _shown(request, actor, unit_id)


@operation(
    "PATCH",
    "/api/units/{id}",
    summary="Rename a unit from a day on, or correct its code",
    tag=TAG,
    problems=[NotFound, errors.UnitCodeTaken, errors.UnitOutsideLife],
)
async def change_unit(
    request: web.Request,
    actor: Actor,
    *,
    id: UUID,
    body: UnitPatch,
) -> UnitDetail:
    await service.change(
        request.app, actor, id, name=body.name, code=body.code, on=body.on or actor.today
    )
    return await _shown(request, actor, id)


@operation(
    "POST",
    "/api/units/{id}/move",
    summary="Let a unit answer to another from a day on",
    tag=TAG,
    problems=[NotFound, errors.UnitCircle, errors.UnitOutsideLife],
)
async def move_unit(
    request: web.Request,
    actor: Actor,
    *,
    id: UUID,
    body: UnitMove,
) -> UnitDetail:
    await service.move(request.app, actor, id, body.parent_id, body.hierarchy, body.on)
    return await _shown(request, actor, id)


@operation(
    "POST",
    "/api/units/{id}/close",
    summary="Close a unit and name its successors",
    tag=TAG,
    problems=[
        NotFound,
        errors.UnitClosed,
        errors.UnitHasChildren,
        errors.UnitOutsideLife,
        errors.UnitSharesNotWhole,
        errors.UnitSuccessorWrong,
    ],
)
async def close_unit(
    request: web.Request,
    actor: Actor,
    *,
    id: UUID,
    body: UnitClose,
) -> UnitDetail:
    successors = [(item.unit_id, parse_share(item.share)) for item in body.successors]
    await service.close(request.app, actor, id, body.on, successors, body.basis)
    return await _shown(request, actor, id)


async def _shown(request: web.Request, actor: Actor, unit_id: UUID) -> UnitDetail:
    async with request.app[DATABASE].read() as session:
        return await detail(session, actor, unit_id)


async def detail(session: AsyncSession, actor: Actor, unit_id: UUID) -> UnitDetail:
    """Everything about a unit, as of today or of its nearest day. NotFound."""
    unit = await service.known_unit(session, unit_id)
    day = views.shown_day(unit, actor.today)
    (view,) = await views.views(session, [unit], Hierarchy.ADMINISTRATIVE, day)
    paths = await views.paths(session, [view], day)
    manageable = await may(session, actor, Permission.UNITS_MANAGE, unit)
    return UnitDetail(
        **asdict(view),
        path=paths[unit.id],
        edges=await _edges(session, unit_id, actor),
        names=await _names(session, unit_id),
        successors=await _successors(session, unit_id, actor),
        closing_basis=unit.closing_basis,
        heads=await _heads(session, unit_id, actor),
        rights=[Permission.UNITS_MANAGE.value] if manageable else [],
    )


async def _edges(session: AsyncSession, unit_id: UUID, actor: Actor) -> list[EdgeOut]:
    rows = list(
        await session.scalars(
            select(UnitEdge)
            .where(UnitEdge.unit_id == unit_id)
            .order_by(UnitEdge.hierarchy, UnitEdge.valid_from)
        )
    )
    called = await names(session, [row.parent_id for row in rows], actor.today)
    return [
        EdgeOut(
            hierarchy=row.hierarchy,
            parent_id=row.parent_id,
            parent_name=called[row.parent_id],
            valid_from=row.valid_from,
            valid_to=row.valid_to,
        )
        for row in rows
    ]


async def _names(session: AsyncSession, unit_id: UUID) -> list[NameOut]:
    rows = await session.scalars(
        select(UnitName).where(UnitName.unit_id == unit_id).order_by(UnitName.valid_from)
    )
    return [NameOut(name=r.name, valid_from=r.valid_from, valid_to=r.valid_to) for r in rows]


async def _successors(session: AsyncSession, unit_id: UUID, actor: Actor) -> list[SuccessorOut]:
    rows = list(
        await session.scalars(select(UnitSuccession).where(UnitSuccession.unit_id == unit_id))
    )
    called = await names(session, [row.successor_id for row in rows], actor.today)
    return [
        SuccessorOut(
            unit_id=row.successor_id,
            name=called[row.successor_id],
            share=f"{row.numerator}/{row.denominator}" if row.denominator > 1 else "1",
        )
        for row in rows
    ]


async def _heads(session: AsyncSession, unit_id: UUID, actor: Actor) -> list[PersonCardOut]:
    ids = await session.scalars(
        select(RoleGrant.person_id).where(
            RoleGrant.unit_id == unit_id,
            RoleGrant.role == Role.HEAD,
            valid_on(RoleGrant, actor.today),
        )
    )
    cards = await names_of(session, ids, actor.today)
    return [PersonCardOut.model_validate(card) for card in cards.values()]


OPERATIONS = (
    list_units,
    search_units,
    show_unit,
    create_unit,
    change_unit,
    move_unit,
    close_unit,
)
