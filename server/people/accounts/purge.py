"""Sessions that have ended stay a while, for whoever asks who was signed in; then they go."""

from datetime import datetime

from aiohttp import web
from sqlalchemy import delete, or_
from sqlalchemy.ext.asyncio import AsyncSession

from server.people.accounts.models import LoginSession
from server.people.accounts.sessions import Lifetimes
from server.platform.db.types import JsonObject
from server.platform.db.work import Work
from server.platform.keys import CLOCK, JOBS, SETTINGS

JOB = "people.purge_sessions"


def setup(app: web.Application) -> None:
    """Have old sessions deleted each night."""
    lifetimes, kept = Lifetimes.of(app[SETTINGS]), app[SETTINGS].expired_kept

    async def purge(work: Work, payload: JsonObject) -> None:
        await purge_sessions(work.session, lifetimes, app[CLOCK].now() - kept)

    app[JOBS].every_night(JOB, purge)


async def purge_sessions(session: AsyncSession, lifetimes: Lifetimes, before: datetime) -> None:
    """Delete the sessions that ended before a moment, by either timeout or by revocation."""
    await session.execute(
        delete(LoginSession).where(
            or_(
                LoginSession.revoked_at < before,
                LoginSession.last_seen_at < before - lifetimes.idle,
                LoginSession.created_at < before - lifetimes.absolute,
            )
        )
    )
