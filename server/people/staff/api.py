"""Operations on the directory and the staff."""

from uuid import UUID

from aiohttp import web
from sqlalchemy.ext.asyncio import AsyncSession

from server.people import errors
from server.people.access import Permission, access_person, access_scope, over_a_root
from server.people.actor import Actor
from server.people.directory import cards_of
from server.people.schemas import PersonCardOut
from server.people.staff import listing, service
from server.people.staff.listing import StaffRecord, Wanted
from server.people.staff.schemas import (
    DirectoryQuery,
    PositionNew,
    PositionOut,
    PositionPatch,
    StaffNew,
    StaffOut,
    StaffPatch,
    StaffQuery,
    TemporaryPassword,
)
from server.platform.http.operation import operation
from server.platform.http.problems import Forbidden, NotFound
from server.platform.http.schema import Page
from server.platform.keys import DATABASE

TAG = "people"


@operation("GET", "/api/people", summary="The directory of colleagues", tag=TAG)
async def list_people(
    request: web.Request, actor: Actor, *, query: DirectoryQuery
) -> Page[PersonCardOut]:
    """Active people by given name, then family name."""
    wanted = Wanted(query.q, query.unit, True, query.cursor, query.limit)
    async with request.app[DATABASE].read() as session:
        persons, following = await listing.page(session, wanted, actor.today, None)
        cards = await cards_of(session, [(p.id, p.name) for p in persons], actor.today)
    items = [PersonCardOut.model_validate(card) for card in cards.values()]
    return Page[PersonCardOut](items=items, next=following)


@operation("GET", "/api/staff", summary="The staff that I manage", tag=TAG, problems=[Forbidden])
async def list_staff(request: web.Request, actor: Actor, *, query: StaffQuery) -> Page[StaffOut]:
    wanted = Wanted(query.q, query.unit, query.active, query.cursor, query.limit)
    async with request.app[DATABASE].read() as session:
        scope = access_scope(actor, Permission.STAFF_MANAGE)
        everybody = await over_a_root(session, actor, Permission.STAFF_MANAGE)
        persons, following = await listing.page(
            session, wanted, actor.today, None if everybody else scope
        )
        found = await listing.records(session, persons, actor.today)
    return Page[StaffOut](items=[_shown(record) for record in found], next=following)


@operation(
    "POST",
    "/api/staff",
    summary="Add a person",
    tag=TAG,
    status=201,
    problems=[NotFound, errors.LoginTaken, errors.UnitOutsideLife],
)
async def create_staff(request: web.Request, actor: Actor, *, body: StaffNew) -> StaffOut:
    """The account has no password until one is set."""
    first = service.NewPosition(body.unit_id, body.title, body.valid_from, None, primary=True)
    person_id = await service.create(
        request.app, actor, login=body.login, name=body.name, email=body.email, first=first
    )
    return await _show(request, actor, person_id)


@operation("GET", "/api/staff/{id}", summary="One person", tag=TAG, problems=[NotFound])
async def show_staff(request: web.Request, actor: Actor, *, id: UUID) -> StaffOut:
    return await _show(request, actor, id)


@operation(
    "PATCH",
    "/api/staff/{id}",
    summary="Correct a person's account",
    tag=TAG,
    problems=[NotFound, errors.LoginTaken, errors.StaffMoreRights],
)
async def change_staff(
    request: web.Request,
    actor: Actor,
    *,
    id: UUID,
    body: StaffPatch,
) -> StaffOut:
    await service.change(request.app, actor, id, login=body.login, name=body.name, email=body.email)
    return await _show(request, actor, id)


@operation(
    "POST",
    "/api/staff/{id}/positions",
    summary="Give a person a position",
    tag=TAG,
    status=201,
    problems=[
        NotFound,
        errors.DatesReversed,
        errors.PrimaryOverlaps,
        errors.StaffInactive,
        errors.UnitOutsideLife,
    ],
)
async def start_position(
    request: web.Request,
    actor: Actor,
    *,
    id: UUID,
    body: PositionNew,
) -> StaffOut:
    """A main position ends the present main position the day before."""
    new = service.NewPosition(**body.model_dump())
    await service.start_position(request.app, actor, id, new)
    return await _show(request, actor, id)


@operation(
    "PATCH",
    "/api/staff/{id}/positions/{pid}",
    summary="Set the last day of a position",
    tag=TAG,
    problems=[
        NotFound,
        errors.DatesReversed,
        errors.PrimaryOverlaps,
        errors.UnitOutsideLife,
    ],
)
async def change_position(
    request: web.Request,
    actor: Actor,
    *,
    id: UUID,
    pid: UUID,
    body: PositionPatch,
) -> StaffOut:
    await service.end_position(request.app, actor, id, pid, body.valid_to)
    return await _show(request, actor, id)


@operation(
    "POST",
    "/api/staff/{id}/password",
    summary="Give a person a temporary password",
    tag=TAG,
    problems=[
        NotFound,
        errors.SignInBusy,
        errors.StaffInactive,
        errors.StaffMoreRights,
        errors.StaffSelf,
    ],
)
async def reset_password(
    request: web.Request,
    actor: Actor,
    *,
    id: UUID,
) -> TemporaryPassword:
    """The person's sessions and second factor end."""
    password = await service.reset_password(request.app, actor, id)
    return TemporaryPassword(temporary_password=password)


@operation(
    "POST",
    "/api/staff/{id}/deactivate",
    summary="Close a person's account",
    tag=TAG,
    problems=[NotFound, errors.StaffMoreRights, errors.StaffSelf],
)
async def deactivate_staff(
    request: web.Request,
    actor: Actor,
    *,
    id: UUID,
) -> StaffOut:
    """Positions, grants and sessions of the person end."""
    await service.deactivate(request.app, actor, id)
    return await _show(request, actor, id)


async def _show(request: web.Request, actor: Actor, person_id: UUID) -> StaffOut:
    async with request.app[DATABASE].read() as session:
        return _shown(await _record(session, actor, person_id))


async def _record(session: AsyncSession, actor: Actor, person_id: UUID) -> StaffRecord:
    person = await access_person(session, actor, person_id, Permission.STAFF_MANAGE)
    (record,) = await listing.records(session, [person], actor.today)
    return record


def _shown(record: StaffRecord) -> StaffOut:
    person = record.person
    return StaffOut(
        id=person.id,
        login=person.login,
        name=person.name,
        email=person.email,
        active=person.deactivated_at is None,
        has_password=record.has_password,
        created_at=person.created_at,
        deactivated_at=person.deactivated_at,
        positions=[
            PositionOut(
                id=row.id,
                unit_id=row.unit_id,
                unit_name=record.unit_ways[row.unit_id][-1],
                unit_path=list(record.unit_ways[row.unit_id]),
                title=row.title,
                primary=row.primary,
                valid_from=row.valid_from,
                valid_to=row.valid_to,
            )
            for row in record.positions
        ],
    )


OPERATIONS = (
    list_people,
    list_staff,
    create_staff,
    show_staff,
    change_staff,
    start_position,
    change_position,
    reset_password,
    deactivate_staff,
)
