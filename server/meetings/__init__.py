"""Meetings: schedule, invitations, ways in, and what is kept of them."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from uuid import uuid4

import structlog
from aiohttp import web

from server.meetings import (
    api,
    api_entry,
    api_keys,
    api_records,
    attendance,
    listing,
    purge,
    visitors,
)
from server.meetings.admission import MeetingAdmission
from server.meetings.context import HOLDER, LIVE_COUNTS, MEDIA_PLACE, MEETINGS, Context
from server.meetings.journal import MeetingJournal
from server.meetings.links import LinkSigner
from server.meetings.ports import LiveCounts, MediaPlace, NobodyLive
from server.platform.audit import LABELS
from server.platform.http.operation import add_operations
from server.platform.keys import BUS, CLOCK, DATABASE, SETTINGS

__all__ = [
    "LIVE_COUNTS",
    "MEDIA_PLACE",
    "LiveCounts",
    "MediaPlace",
    "admission",
    "journal",
    "recover",
    "setup",
]

log = structlog.get_logger(__name__)


def setup(app: web.Application) -> None:
    """Add the operations, the resolvers of visitors, and the keeping of attendance.

    The composition root may replace app[LIVE_COUNTS] and app[MEDIA_PLACE] afterwards.
    """
    settings = app[SETTINGS]
    app[MEETINGS] = Context(app[DATABASE], app[BUS], app[CLOCK], LinkSigner(settings.secret_bytes))
    app[HOLDER] = uuid4()
    app[LIVE_COUNTS] = NobodyLive()
    app[MEDIA_PLACE] = lambda: MediaPlace(settings.media_addresses, settings.media_port)
    app[LABELS]["meeting"] = listing.labels
    visitors.setup(app)
    purge.setup(app)
    add_operations(
        app,
        *api.OPERATIONS,
        *api_keys.OPERATIONS,
        *api_entry.OPERATIONS,
        *api_records.OPERATIONS,
    )
    app.cleanup_ctx.append(_keep_attendance)


def admission(app: web.Application) -> MeetingAdmission:
    """The gate, for signaling."""
    return MeetingAdmission(app)


def journal(app: web.Application) -> MeetingJournal:
    """What signaling writes down."""
    return MeetingJournal(app[MEETINGS], app[HOLDER])


async def _keep_attendance(app: web.Application) -> AsyncIterator[None]:
    await recover(app)
    beating = asyncio.create_task(_beat(app))
    yield
    beating.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await beating


async def _beat(app: web.Application) -> None:
    while True:
        await asyncio.sleep(attendance.BEAT.total_seconds())
        try:
            await attendance.beat(app[DATABASE], app[HOLDER], app[CLOCK].now())
            await recover(app)
        except Exception:
            log.exception("attendance could not be moved on")


async def recover(app: web.Application) -> None:
    """Close the attendance that dead processes left open."""
    closed = await attendance.recover(
        app[DATABASE],
        app[HOLDER],
        app[CLOCK].now(),
        # Nodes that share a database need Redis between them.
        alone=app[SETTINGS].redis_url is None,
    )
    if closed:
        log.info("closed attendance that a dead process left open", intervals=closed)
