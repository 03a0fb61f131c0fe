"""Guests and device tokens of meetings long over are deleted: they let nobody in any more.

What was said and who was there stays with the meeting under the names they had.
"""

from datetime import datetime

from aiohttp import web
from sqlalchemy import delete, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from server.meetings.context import MEETINGS
from server.meetings.models import DeviceToken, Guest, Meeting
from server.meetings.rules import OVERRUN
from server.platform.db.types import JsonObject
from server.platform.db.work import Work
from server.platform.keys import JOBS, SETTINGS

JOB = "meetings.purge_visitors"


def setup(app: web.Application) -> None:
    """Have old guests and device tokens deleted each night."""
    clock, kept = app[MEETINGS].clock, app[SETTINGS].expired_kept

    async def purge(work: Work, payload: JsonObject) -> None:
        await purge_visitors(work.session, clock.now() - kept)

    app[JOBS].every_night(JOB, purge)


async def purge_visitors(session: AsyncSession, before: datetime) -> None:
    """Delete guests of meetings that closed before a moment, and tokens that ended before it."""
    closed = select(Meeting.id).where(Meeting.ends_at < before - OVERRUN)
    await session.execute(delete(Guest).where(Guest.meeting_id.in_(closed)))
    await session.execute(
        delete(DeviceToken).where(
            or_(DeviceToken.expires_at < before, DeviceToken.revoked_at < before)
        )
    )
