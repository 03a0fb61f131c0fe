"""Whoever a request of a member or a guest is from: what operations may ask for."""

from dataclasses import dataclass

from aiohttp import web

from server.meetings.context import MEETINGS
from server.meetings.entrance import LONGEST_COOKIE, Callers, callers, guest_cookie
from server.meetings.guests import guest_of
from server.meetings.models import Guest
from server.platform.http.address import client_address
from server.platform.http.problems import Unauthorized
from server.platform.keys import RESOLVERS, SETTINGS


@dataclass(frozen=True, slots=True)
class Visitor:
    """A signed-in person, a guest, or one who is both."""

    callers: Callers


def setup(app: web.Application) -> None:
    """Let operations ask for a visitor or a guest."""
    app[RESOLVERS][Visitor] = resolve_visitor
    app[RESOLVERS][Visitor | None] = resolve_anybody
    app[RESOLVERS][Guest] = resolve_guest


async def resolve_anybody(request: web.Request) -> Visitor | None:
    """The visitor, or None."""
    who = await callers(request.app, request.cookies, None, client_address(request))
    return None if who.nobody else Visitor(who)


async def resolve_visitor(request: web.Request) -> Visitor:
    """The visitor; Unauthorized for nobody."""
    visitor = await resolve_anybody(request)
    if visitor is None:
        raise Unauthorized
    return visitor


async def resolve_guest(request: web.Request) -> Guest:
    """The guest of the request's cookie; Unauthorized without."""
    async with request.app[MEETINGS].database.read() as session:
        guest = await guest_of(session, guest_secret(request))
    if guest is None:
        raise Unauthorized
    return guest


def guest_secret(request: web.Request) -> str | None:
    """The secret in the guest cookie."""
    return request.cookies.get(guest_cookie(request.app[SETTINGS]), "")[:LONGEST_COOKIE] or None
