"""Operations of meetings: list, create, read, change, cancel, members."""

from uuid import UUID

from aiohttp import web

from server.meetings import errors, listing, members, service, views
from server.meetings.access import Need, access_meeting
from server.meetings.context import LIVE_COUNTS, MEETINGS
from server.meetings.schemas import (
    MeetingCancel,
    MeetingCreate,
    MeetingDetail,
    MeetingListQuery,
    MeetingNow,
    MeetingPatch,
    MeetingSummary,
    MembersAdd,
)
from server.meetings.service import Plan
from server.people.actor import Actor
from server.platform.http.operation import operation
from server.platform.http.problems import Forbidden, NotFound
from server.platform.http.schema import Page
from server.platform.i18n import translate

TAG = "meetings"
TIMES = tuple(errors.TIME_FAULTS.values())
INVITING = (errors.UnknownPeople, errors.UnknownUnits, errors.TooManyInvited)
MANAGING = (NotFound, Forbidden, errors.MeetingClosed)
# A thousand persons and two hundred units by id.
LIST_BODY = 128 * 1024


@operation("GET", "/api/meetings", summary="Meetings that I may see, by start", tag=TAG)
async def list_meetings(
    request: web.Request, actor: Actor, *, query: MeetingListQuery
) -> Page[MeetingSummary]:
    """Invited by name or by unit, organised, or held by a unit whose meetings I manage."""
    app = request.app
    wanted = listing.Wanted(
        since=query.from_,
        until=query.to,
        words=query.q,
        order=query.order,
        cursor=query.cursor,
        limit=query.limit,
    )
    now = app[MEETINGS].clock.now()
    async with app[MEETINGS].database.read() as session:
        rows, following = await listing.meetings(session, actor, wanted)
        items = await views.summaries(
            session, actor, rows, app[MEETINGS].headcounts, app[LIVE_COUNTS], now
        )
    return Page[MeetingSummary](items=items, next=following)


@operation(
    "POST",
    "/api/meetings",
    summary="Create a meeting",
    tag=TAG,
    status=201,
    problems=[NotFound, Forbidden, errors.UnitRequired, *INVITING, *TIMES],
    body_limit=LIST_BODY,
)
async def create_meeting(
    request: web.Request, actor: Actor, *, body: MeetingCreate
) -> MeetingDetail:
    """The caller is its organiser and host."""
    values = {name: getattr(body, name) for name in MeetingCreate.model_fields}
    code = await service.create(request.app[MEETINGS], actor, Plan(**values))
    return await _detail(request, actor, code)


@operation(
    "POST",
    "/api/meetings/now",
    summary="Start a meeting at once",
    tag=TAG,
    status=201,
    problems=[Forbidden, errors.UnitRequired],
)
async def start_meeting(request: web.Request, actor: Actor, *, body: MeetingNow) -> MeetingDetail:
    """It lasts an hour, and longer while somebody is inside."""
    title = body.title or translate("meeting.now_title", actor.language, name=actor.name)
    code = await service.start_now(request.app[MEETINGS], actor, title)
    return await _detail(request, actor, code)


@operation("GET", "/api/meetings/{code}", summary="One meeting", tag=TAG, problems=[NotFound])
async def show_meeting(request: web.Request, actor: Actor, *, code: str) -> MeetingDetail:
    return await _detail(request, actor, code)


@operation(
    "PATCH",
    "/api/meetings/{code}",
    summary="Change a meeting",
    tag=TAG,
    problems=[*MANAGING, errors.Changed, errors.MeetingStarted, *TIMES],
)
async def change_meeting(
    request: web.Request, actor: Actor, *, code: str, body: MeetingPatch
) -> MeetingDetail:
    """Members that are left out or null stay as they are; a null `kind` takes the kind away."""
    values = {
        name: getattr(body, name)
        for name in body.model_fields_set - {"version"}
        if getattr(body, name) is not None or name == "kind"
    }
    await service.change(request.app[MEETINGS], actor, code, body.version, values)
    return await _detail(request, actor, code)


@operation(
    "POST",
    "/api/meetings/{code}/cancel",
    summary="Call a meeting off",
    tag=TAG,
    problems=MANAGING,
)
async def cancel_meeting(
    request: web.Request, actor: Actor, *, code: str, body: MeetingCancel
) -> MeetingDetail:
    """Whoever is inside is sent out."""
    await service.cancel(request.app[MEETINGS], actor, code, body.reason)
    return await _detail(request, actor, code)


@operation(
    "POST",
    "/api/meetings/{code}/members",
    summary="Invite persons and units",
    tag=TAG,
    problems=[*MANAGING, errors.LastHost, *INVITING],
    body_limit=LIST_BODY,
)
async def add_members(
    request: web.Request, actor: Actor, *, code: str, body: MembersAdd
) -> MeetingDetail:
    """A person who is invited already gets the new role; one who was put out may return."""
    await members.add(request.app[MEETINGS], actor, code, body.people, body.units, body.role)
    return await _detail(request, actor, code)


@operation(
    "DELETE",
    "/api/meetings/{code}/members/{person_id}",
    summary="Take a person off the list",
    tag=TAG,
    status=204,
    problems=[*MANAGING, errors.LastHost],
)
async def remove_member(request: web.Request, actor: Actor, *, code: str, person_id: UUID) -> None:
    """A person of an invited unit stays invited by the unit."""
    await members.remove_person(request.app[MEETINGS], actor, code, person_id)


@operation(
    "DELETE",
    "/api/meetings/{code}/units/{unit_id}",
    summary="Take a unit off the list",
    tag=TAG,
    status=204,
    problems=MANAGING,
)
async def remove_unit(request: web.Request, actor: Actor, *, code: str, unit_id: UUID) -> None:
    """Its persons who are invited by name stay."""
    await members.remove_unit(request.app[MEETINGS], actor, code, unit_id)


async def _detail(request: web.Request, actor: Actor, code: str) -> MeetingDetail:
    app = request.app
    now = app[MEETINGS].clock.now()
    async with app[MEETINGS].database.read() as session:
        accessed = await access_meeting(session, actor, code, Need.SEE)
        return await views.detail(
            session, actor, accessed, app[MEETINGS].headcounts, app[LIVE_COUNTS], now
        )


OPERATIONS = (
    list_meetings,
    create_meeting,
    start_meeting,
    show_meeting,
    change_meeting,
    cancel_meeting,
    add_members,
    remove_member,
    remove_unit,
)
