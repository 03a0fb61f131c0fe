"""From a request's cookie to an Actor."""

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from aiohttp import web
from sqlalchemy.ext.asyncio import AsyncSession

from server.people.access import may_anywhere, over_a_root
from server.people.accounts.sessions import FoundSession, find_session
from server.people.actor import Actor, Grant, NewcomerActor
from server.people.errors import PasswordChangeRequired
from server.people.keys import TOUCHES
from server.people.roles.grants import grants_on
from server.people.roles.rules import Role
from server.people.staff.models import Person
from server.platform.clock import civil_date
from server.platform.http.address import client_address
from server.platform.http.problems import Forbidden, Unauthorized
from server.platform.keys import (
    AUTHORISER,
    CLOCK,
    DATABASE,
    RESOLVERS,
    SETTINGS,
    Principal,
)

_NO_SESSION = UUID(int=0)
_FOUND = web.RequestKey[Actor | None]("actor")


def setup(app: web.Application) -> None:
    """Let operations ask for an Actor, and for permissions."""
    app[RESOLVERS][Actor] = resolve_actor
    app[RESOLVERS][NewcomerActor] = resolve_newcomer
    app[RESOLVERS][Actor | None] = resolve_optional
    app[AUTHORISER] = authorise


async def actor_from_cookies(
    app: web.Application, cookies: Mapping[str, str], address: str | None
) -> Actor | None:
    """The actor of a socket's handshake; None for nobody, or with a temporary password."""
    actor = await _actor(app, cookies, address)
    return None if actor is None or actor.password_temporary else actor


async def resolve_actor(request: web.Request) -> Actor:
    """The signed-in person; Unauthorized, or PasswordChangeRequired."""
    actor = await _of_request(request)
    if actor is None:
        raise Unauthorized
    if actor.password_temporary:
        raise PasswordChangeRequired
    return actor


async def resolve_newcomer(request: web.Request) -> NewcomerActor:
    """The signed-in person, also before a temporary password was changed."""
    actor = await _of_request(request)
    if actor is None:
        raise Unauthorized
    return NewcomerActor(actor)


async def resolve_optional(request: web.Request) -> Actor | None:
    """The signed-in person, or None."""
    return await _of_request(request)


async def authorise(request: web.Request, permission: str | None, *, everywhere: bool) -> Principal:
    """The signed-in person with the permission over some unit, or all (the platform's hook)."""
    actor = await resolve_actor(request)
    if permission is None:
        return actor
    if not may_anywhere(actor, permission):
        raise Forbidden
    if everywhere:
        async with request.app[DATABASE].read() as session:
            if not await over_a_root(session, actor, permission):
                raise Forbidden
    return actor


async def _of_request(request: web.Request) -> Actor | None:
    if _FOUND not in request:
        request[_FOUND] = await _actor(request.app, request.cookies, client_address(request))
    return request[_FOUND]


async def _actor(
    app: web.Application, cookies: Mapping[str, str], address: str | None
) -> Actor | None:
    now = app[CLOCK].now()
    async with app[DATABASE].read() as session:
        found = await find_session(session, cookies, app[SETTINGS], now)
        if found is None:
            return None
        app[TOUCHES].saw(found.session.id, found.session.last_seen_at, now)
        return await make_actor(session, found, civil_date(now), address)


async def absent_actor(session: AsyncSession, person_id: UUID, today: date) -> Actor | None:
    """A person who is not asking, with the rights of the day; None for one who has left.

    To judge what they may do, never to act for them: it belongs to no session.
    """
    person = await session.get(Person, person_id)
    if person is None or person.deactivated_at is not None:
        return None
    grants = await grants_on(session, person_id, today)
    return Actor(
        person_id=person_id,
        session_id=_NO_SESSION,
        name=person.name,
        grants=grants,
        unit_id=_main_unit(grants),
        today=today,
    )


async def make_actor(
    session: AsyncSession, found: FoundSession, today: date, address: str | None
) -> Actor:
    """The actor of a living session with the rights of the day."""
    grants = await grants_on(session, found.person.id, today)
    return Actor(
        person_id=found.person.id,
        session_id=found.session.id,
        name=found.person.name,
        language="en" if found.person.language == "en" else "vi",
        grants=grants,
        address=address,
        unit_id=_main_unit(grants),
        today=today,
        password_temporary=found.password_temporary,
    )


def _main_unit(grants: tuple[Grant, ...]) -> UUID | None:
    """The unit of the main position, whose grant comes first."""
    return next((grant.unit_id for grant in grants if grant.role is Role.OFFICIAL), None)
