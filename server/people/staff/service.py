"""Creating and changing persons and their positions, by those who manage staff."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from aiohttp import web
from pydantic import JsonValue
from sqlalchemy import delete, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from server.people.access import (
    Permission,
    access_account,
    access_person,
    access_unit,
    covers_rights_of,
    home_unit,
    may,
)
from server.people.accounts.models import Credential, RecoveryCode, TotpSecret
from server.people.accounts.service import set_password
from server.people.accounts.sessions import revoke_sessions
from server.people.actions import PeopleAction
from server.people.actor import Actor
from server.people.errors import (
    DatesReversed,
    LoginTaken,
    PrimaryOverlaps,
    StaffInactive,
    StaffMoreRights,
    StaffSelf,
    UnitOutsideLife,
)
from server.people.keys import HASHING
from server.people.roles.models import RoleGrant
from server.people.staff.models import Person, Position
from server.people.staff.queries import search_key
from server.people.staff.rules import main_overlaps, temporary_password
from server.people.units.queries import span
from server.people.units.rules import ONE_DAY, Span
from server.platform import audit
from server.platform.db.work import Work
from server.platform.http.problems import NotFound
from server.platform.keys import BUS, CLOCK, DATABASE
from server.platform.text import name_sort_key


@dataclass(frozen=True, slots=True)
class NewPosition:
    """A title in a unit; no `valid_to` is open."""

    unit_id: UUID
    title: str
    valid_from: date
    valid_to: date | None
    primary: bool


async def create(
    app: web.Application,
    actor: Actor,
    *,
    login: str,
    name: str,
    email: str | None,
    first: NewPosition,
) -> UUID:
    """A person with a main position in a unit whose staff the actor manages."""
    now = app[CLOCK].now()
    async with app[DATABASE].write() as work:
        unit = await access_unit(work.session, actor, first.unit_id, Permission.STAFF_MANAGE)
        person = Person(
            login=login,
            name=name,
            sort_key=name_sort_key(name),
            search=search_key(name, login),
            email=email,
            created_at=now,
        )
        async with work.duplicates_are(LoginTaken()):
            work.session.add(person)
        await _add_position(work.session, person.id, span(unit), first)
        _note(work, actor, PeopleAction.STAFF_CREATED, person.id, unit.id, login=login, name=name)
        return person.id


async def _add_position(
    session: AsyncSession, person_id: UUID, unit_life: Span, new: NewPosition
) -> Position:
    wanted = Span(new.valid_from, new.valid_to)
    if wanted.empty:
        raise DatesReversed
    if wanted.last is None:
        # A position without an end lasts as long as its unit.
        wanted = Span(wanted.first, unit_life.last)
    if wanted.empty or not unit_life.covers(wanted):
        raise UnitOutsideLife
    position = Position(
        person_id=person_id,
        unit_id=new.unit_id,
        title=new.title,
        primary=new.primary,
        valid_from=wanted.first,
        valid_to=wanted.last,
    )
    await _check_main(session, position)
    session.add(position)
    return position


async def _check_main(session: AsyncSession, position: Position) -> None:
    if not position.primary:
        return
    rows = await session.scalars(
        select(Position).where(
            Position.person_id == position.person_id,
            Position.primary.is_(True),
            Position.id != position.id,
        )
    )
    if main_overlaps([span(row) for row in rows], span(position)):
        raise PrimaryOverlaps


async def change(
    app: web.Application,
    actor: Actor,
    person_id: UUID,
    *,
    login: str | None,
    name: str | None,
    email: str | None,
) -> None:
    """Correct login, name or e-mail address; what is None stays."""
    async with app[DATABASE].write() as work:
        person = await access_account(work.session, actor, person_id)
        if login is not None and login != person.login:
            await _need_rights_of(work.session, actor, person_id)
        person.login = login or person.login
        person.name = name or person.name
        person.email = email or person.email
        person.sort_key = name_sort_key(person.name)
        person.search = search_key(person.name, person.login)
        async with work.duplicates_are(LoginTaken()):
            pass
        unit = await home_unit(work.session, person_id, actor.today)
        detail = {"login": login, "name": name, "email": email}
        given = {key: value for key, value in detail.items() if value is not None}
        _note(work, actor, PeopleAction.STAFF_CHANGED, person_id, unit, **given)


async def start_position(
    app: web.Application, actor: Actor, person_id: UUID, new: NewPosition
) -> None:
    """Give the person a position in a unit whose staff the actor manages.

    A main position ends the present main one the day before.
    """
    async with app[DATABASE].write() as work:
        session = work.session
        person = await access_person(session, actor, person_id, Permission.STAFF_MANAGE)
        unit = await access_unit(session, actor, new.unit_id, Permission.STAFF_MANAGE)
        if person.deactivated_at is not None:
            raise StaffInactive
        if new.primary:
            await _end_main_before(session, actor, person_id, new.valid_from)
        position = await _add_position(session, person_id, span(unit), new)
        _note(
            work,
            actor,
            PeopleAction.POSITION_STARTED,
            person_id,
            unit.id,
            title=new.title,
            valid_from=position.valid_from.isoformat(),
        )


async def _end_main_before(session: AsyncSession, actor: Actor, person_id: UUID, day: date) -> None:
    """End the main position of the day, if it lies where the actor manages staff."""
    rows = await session.scalars(
        select(Position).where(
            Position.person_id == person_id,
            Position.primary.is_(True),
            Position.valid_from < day,
            or_(Position.valid_to.is_(None), Position.valid_to >= day),
        )
    )
    for row in rows:
        if await may(session, actor, Permission.STAFF_MANAGE, row.unit_id):
            row.valid_to = day - ONE_DAY
    await session.flush()


async def end_position(
    app: web.Application, actor: Actor, person_id: UUID, position_id: UUID, last: date | None
) -> None:
    """Set the last day of a position in a unit whose staff the actor manages."""
    async with app[DATABASE].write() as work:
        session = work.session
        await access_person(session, actor, person_id, Permission.STAFF_MANAGE)
        position = await session.get(Position, position_id)
        if position is None or position.person_id != person_id:
            raise NotFound
        unit = await access_unit(session, actor, position.unit_id, Permission.STAFF_MANAGE)
        if last is not None and last < position.valid_from - ONE_DAY:
            raise DatesReversed
        if not span(unit).covers(Span(position.valid_from, last)):
            raise UnitOutsideLife
        position.valid_to = last
        await _check_main(session, position)
        _note(
            work,
            actor,
            PeopleAction.POSITION_CHANGED,
            person_id,
            unit.id,
            title=position.title,
            valid_to=last.isoformat() if last else None,
        )


async def reset_password(app: web.Application, actor: Actor, person_id: UUID) -> str:
    """A temporary password, shown once; sessions and second factor of the person end."""
    password = temporary_password()
    async with app[DATABASE].read() as session:
        # Before the hash: it costs, and only those with the right may make us pay.
        await _access_resettable(session, actor, person_id)
    hashed = await app[HASHING].hash(password)
    now = app[CLOCK].now()
    async with app[DATABASE].write() as work:
        session = work.session
        person = await _access_resettable(session, actor, person_id)
        row = await session.get(Credential, person.id)
        set_password(work, row, person.id, hashed, now, temporary=True)
        for table in (TotpSecret, RecoveryCode):
            await session.execute(delete(table).where(table.person_id == person_id))
        await revoke_sessions(work, app[BUS], person.id, now)
        unit = await home_unit(session, person_id, actor.today)
        _note(work, actor, PeopleAction.PASSWORD_RESET, person_id, unit)
    return password


async def _access_resettable(session: AsyncSession, actor: Actor, person_id: UUID) -> Person:
    person = await access_account(session, actor, person_id)
    if person_id == actor.person_id:
        raise StaffSelf
    if person.deactivated_at is not None:
        raise StaffInactive
    await _need_rights_of(session, actor, person_id)
    return person


async def deactivate(app: web.Application, actor: Actor, person_id: UUID) -> None:
    """Close the account: sessions, grants and positions end today. Twice is as once."""
    now = app[CLOCK].now()
    async with app[DATABASE].write() as work:
        session = work.session
        person = await access_account(session, actor, person_id)
        if person_id == actor.person_id:
            raise StaffSelf
        await _need_rights_of(session, actor, person_id)
        if person.deactivated_at is not None:
            return
        unit = await home_unit(session, person_id, actor.today)
        person.deactivated_at = now
        await session.execute(delete(Credential).where(Credential.person_id == person_id))
        for table in (Position, RoleGrant):
            await session.execute(
                update(table)
                .where(
                    table.person_id == person_id,
                    or_(table.valid_to.is_(None), table.valid_to > actor.today),
                )
                .values(valid_to=actor.today)
            )
        await revoke_sessions(work, app[BUS], person_id, now)
        _note(work, actor, PeopleAction.STAFF_DEACTIVATED, person_id, unit)


async def _need_rights_of(session: AsyncSession, actor: Actor, person_id: UUID) -> None:
    if not await covers_rights_of(session, actor, person_id):
        raise StaffMoreRights


def _note(
    work: Work,
    actor: Actor,
    action: PeopleAction,
    person_id: UUID,
    unit: UUID | None,
    **detail: JsonValue,
) -> None:
    audit.record(
        work,
        actor=actor.person_id,
        action=action,
        target=f"person:{person_id}",
        unit=unit,
        detail=detail,
        address=actor.address,
    )
