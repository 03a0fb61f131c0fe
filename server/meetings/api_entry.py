"""Operations on the way into a meeting: guests, what is shown before entering, connection."""

from datetime import timedelta

from aiohttp import web

from server.meetings import errors, guests, turn
from server.meetings.api import TAG
from server.meetings.context import LIVE_COUNTS, MEDIA_PLACE, MEETINGS
from server.meetings.entrance import Passage, approach, guest_cookie
from server.meetings.models import Guest, Meeting
from server.meetings.rules import OVERRUN, Kinship, status
from server.meetings.schemas import (
    ConnectionInfo,
    EntryYou,
    GuestEnter,
    GuestState,
    IceServer,
    MediaAddress,
    MeetingEntry,
)
from server.meetings.visitors import Visitor, guest_secret
from server.people.directory import names_of, unit_names
from server.platform.http.address import client_address
from server.platform.http.limits import Rate
from server.platform.http.operation import operation
from server.platform.http.problems import NotFound, TooMany
from server.platform.keys import CLOCK, SETTINGS

# A whole office may come through one address, and a forger needs 2^256 tries.
GUEST_RATE = Rate(60, 60)
LINK_PROBLEMS = (
    errors.LinkInvalid,
    errors.LinkExpired,
    errors.LinkRevoked,
    errors.LinkUsed,
    errors.MeetingEnded,
    errors.MeetingCancelled,
    TooMany,
)


@operation(
    "GET",
    "/api/meetings/{code}/entry",
    summary="What is shown before entering",
    tag=TAG,
    problems=list(errors.REFUSALS.values()),
    security=["session", "guest"],
)
async def show_entry(request: web.Request, visitor: Visitor, *, code: str) -> MeetingEntry:
    """For members and guests, by the gate that sockets and devices pass as well."""
    passage = await approach(request.app, code, visitor.callers)
    refusal = errors.REFUSALS.get(passage.verdict.refusal or "")
    if refusal is not None:
        raise refusal
    return await _entry(request, passage)


async def _entry(request: web.Request, passage: Passage) -> MeetingEntry:
    app = request.app
    meeting = passage.meeting
    async with app[MEETINGS].database.read() as session:
        cards = await names_of(session, [meeting.organiser_id], meeting.on_date)
        units = await unit_names(session, [meeting.unit_id], meeting.on_date)
    organiser = cards.get(meeting.organiser_id)
    return MeetingEntry(
        code=meeting.code,
        title=meeting.title,
        starts_at=meeting.starts_at,
        ends_at=meeting.ends_at,
        opens_at=meeting.schedule.opens_at,
        open=passage.verdict.refusal is None,
        status=status(meeting.schedule, app[MEETINGS].clock.now()),
        organiser_name=organiser.name if organiser is not None else "",
        unit_name=units.get(meeting.unit_id, ""),
        you=_you(passage),
        chat_enabled=meeting.chat_enabled,
        live_count=app[LIVE_COUNTS].live_count(meeting.id),
    )


def _you(passage: Passage) -> EntryYou:
    candidate = passage.candidate
    match candidate.arrival.kinship:
        case Kinship.GUEST:
            kind, role = "guest", "guest"
        case Kinship.HOST:
            kind, role = "member", "host"
        case Kinship.COHOST:
            kind, role = "member", "cohost"
        case _:
            kind, role = "member", "member"
    return EntryYou(name=candidate.name, kind=kind, role=role, direct=passage.verdict.direct)


@operation(
    "POST",
    "/api/guest",
    summary="Look at a guest link, or become a guest by it",
    tag=TAG,
    public=True,
    problems=LINK_PROBLEMS,
    rate=GUEST_RATE,
)
async def enter_as_guest(request: web.Request, *, body: GuestEnter) -> GuestState | web.Response:
    """With a name it sets the guest cookie, which is good for this meeting only."""
    context = request.app[MEETINGS]
    cookie = guest_secret(request)
    if body.name is None:
        meeting, name = await guests.look(context, body.token, cookie)
        return _guest_state(meeting, name)
    meeting, secret = await guests.enter(
        context, body.token, body.name, cookie, client_address(request)
    )
    response = web.json_response(text=_guest_state(meeting, body.name).model_dump_json())
    _set_guest_cookie(request, response, meeting, secret)
    return response


@operation(
    "GET",
    "/api/guest",
    summary="As which guest I came",
    tag=TAG,
    problems=[NotFound],
    security=["guest"],
)
async def show_guest(request: web.Request, guest: Guest) -> GuestState:
    async with request.app[MEETINGS].database.read() as session:
        meeting = await session.get(Meeting, guest.meeting_id)
    if meeting is None:
        raise NotFound
    return _guest_state(meeting, guest.name)


@operation(
    "GET",
    "/api/connection",
    summary="How media reaches the server",
    tag="connection",
    public=True,
)
async def show_connection(request: web.Request, visitor: Visitor | None) -> ConnectionInfo:
    """The relay costs bandwidth, so its credentials are for members and guests only."""
    place = request.app[MEDIA_PLACE]()
    servers = _relays(request, visitor)
    return ConnectionInfo(
        ice_servers=servers,
        media=MediaAddress(addresses=list(place.addresses), port=place.port),
        turn=bool(servers),
    )


def _relays(request: web.Request, visitor: Visitor | None) -> list[IceServer]:
    if visitor is None:
        return []
    app = request.app
    relays = turn.ice_servers(app[SETTINGS], visitor.callers.identity, app[CLOCK].now())
    return [
        IceServer(urls=list(relay.urls), username=relay.username, credential=relay.credential)
        for relay in relays
    ]


def _guest_state(meeting: Meeting, name: str | None) -> GuestState:
    return GuestState(
        code=meeting.code, title=meeting.title, starts_at=meeting.starts_at, name=name
    )


def _set_guest_cookie(
    request: web.Request, response: web.Response, meeting: Meeting, secret: str
) -> None:
    settings = request.app[SETTINGS]
    left = meeting.ends_at + OVERRUN - request.app[MEETINGS].clock.now()
    response.set_cookie(
        guest_cookie(settings),
        secret,
        max_age=left // timedelta(seconds=1),
        path="/",
        secure=settings.secure,
        httponly=True,
        samesite="Lax",
    )


OPERATIONS = (show_entry, enter_as_guest, show_guest, show_connection)
