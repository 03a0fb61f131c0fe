"""Operations on what is kept of a meeting: chat and attendance."""

from typing import Literal

from aiohttp import web

from server.meetings import attendance, chat
from server.meetings.access import Need, access_meeting
from server.meetings.api import TAG
from server.meetings.context import MEETINGS
from server.meetings.models import ChatMessage
from server.meetings.schemas import (
    AttendanceOut,
    ChatAuthor,
    ChatLineOut,
    ChatPage,
    ChatQuery,
)
from server.people.actor import Actor
from server.platform.http.operation import operation
from server.platform.http.problems import NotFound
from server.platform.http.schema import Items

_KINDS: dict[str, Literal["member", "guest", "device"]] = {
    "person": "member",
    "guest": "guest",
    "device": "device",
}


@operation(
    "GET",
    "/api/meetings/{code}/chat",
    summary="What was said in the chat",
    tag=TAG,
    problems=[NotFound],
)
async def show_chat(request: web.Request, actor: Actor, *, code: str, query: ChatQuery) -> ChatPage:
    """The newest part, or the one before a message; readable after the meeting too."""
    async with request.app[MEETINGS].database.read() as session:
        meeting = (await access_meeting(session, actor, code, Need.SEE)).meeting
        rows = await chat.before(session, meeting.id, query.before, query.limit + 1)
    more = len(rows) > query.limit
    items = [_line(row) for row in rows[-query.limit :]]
    return ChatPage(items=items, next=items[0].id if more else None)


@operation(
    "GET",
    "/api/meetings/{code}/attendance",
    summary="Who was inside, and when",
    tag=TAG,
    problems=[NotFound],
)
async def show_attendance(request: web.Request, actor: Actor, *, code: str) -> Items[AttendanceOut]:
    """One row for each time somebody was inside."""
    now = request.app[MEETINGS].clock.now()
    async with request.app[MEETINGS].database.read() as session:
        meeting = (await access_meeting(session, actor, code, Need.SEE)).meeting
        rows = await attendance.intervals(session, meeting.id)
    items = [
        AttendanceOut(
            name=row.name,
            kind=_KINDS[row.identity.partition(":")[0]],
            unit_name=row.unit_name,
            joined_at=row.joined_at,
            left_at=row.left_at,
            seconds=attendance.seconds(row, now),
        )
        for row in rows
    ]
    return Items[AttendanceOut](items=items)


def _line(row: ChatMessage) -> ChatLineOut:
    return ChatLineOut(
        id=row.id, at=row.at, from_=ChatAuthor(id=row.identity, name=row.name), text=row.text
    )


OPERATIONS = (show_chat, show_attendance)
