"""When each session was last seen, written in groups: one transaction for what came in a while."""

import asyncio
from datetime import datetime, timedelta
from typing import cast
from uuid import UUID

import structlog
from sqlalchemy import Table, bindparam, update

from server.people.accounts.models import LoginSession
from server.platform.db.work import Database

EXACTNESS = timedelta(minutes=1)
FLUSH_SECONDS = 5

log = structlog.get_logger(__name__)


class Touches:
    """Remembers sightings and writes them every few seconds; a crash loses only those seconds."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._seen: dict[UUID, datetime] = {}

    def saw(self, session: UUID, last_seen_at: datetime, now: datetime) -> None:
        """Note a sighting, unless the session was seen less than a minute before."""
        known = max(last_seen_at, self._seen.get(session, last_seen_at))
        if now - known >= EXACTNESS:
            self._seen[session] = now

    async def flush(self) -> None:
        """Write what was noted."""
        seen, self._seen = self._seen, {}
        if not seen:
            return
        # The table and not the entity: then many rows go in one statement.
        sessions = cast("Table", LoginSession.__table__)
        statement = (
            update(sessions)
            .where(sessions.c.id == bindparam("session"))
            .values(last_seen_at=bindparam("seen_at"))
        )
        async with self._database.write() as work:
            await work.session.execute(
                statement, [{"session": key, "seen_at": at} for key, at in seen.items()]
            )

    async def run(self) -> None:
        """Flush again and again, until cancelled."""
        while True:
            await asyncio.sleep(FLUSH_SECONDS)
            try:
                await self.flush()
            except Exception:
                log.exception("sightings of sessions were not written")
