"""Intervals during which somebody was inside, also when the server dies in one."""

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from server.meetings.models import Attendance, Meeting
from server.platform.db.work import Database

BEAT: Final = timedelta(seconds=30)
# A process that moved nothing on for this long is dead.
DEAD_AFTER: Final = 4 * BEAT
LOST: Final = "lost"


async def beat(database: Database, holder: UUID, now: datetime) -> None:
    """Say that those who are inside on this process still are."""
    async with database.write() as work:
        await work.session.execute(
            update(Attendance)
            .where(Attendance.held_by == holder, Attendance.left_at.is_(None))
            .values(seen_at=now)
        )


async def recover(database: Database, holder: UUID, now: datetime, *, alone: bool) -> int:
    """Close what dead processes left open, at the moment they last said so; gives how many.

    `alone`: no other process serves this database, so every other one is dead.
    """
    dead: list[ColumnElement[bool]] = [
        Attendance.left_at.is_(None),
        Attendance.held_by != holder,
    ]
    if not alone:
        dead.append(Attendance.seen_at < now - DEAD_AFTER)
    async with database.write() as work:
        rows = list(await work.session.scalars(select(Attendance).where(*dead)))
        for row in rows:
            row.left_at, row.reason = row.seen_at, LOST
        await work.session.flush()
        for meeting_id in {row.meeting_id for row in rows}:
            await _empty_if_nobody(work.session, meeting_id)
        return len(rows)


async def _empty_if_nobody(session: AsyncSession, meeting_id: UUID) -> None:
    rows = await session.scalars(
        select(Attendance.left_at)
        .where(Attendance.meeting_id == meeting_id)
        .order_by(Attendance.left_at.is_(None).desc(), Attendance.left_at.desc())
        .limit(1)
    )
    latest = rows.first()
    meeting = await session.get(Meeting, meeting_id, with_for_update=True)
    if meeting is not None and latest is not None and meeting.emptied_at is None:
        meeting.emptied_at = latest


async def open_interval(
    session: AsyncSession, meeting_id: UUID, identity: str
) -> Attendance | None:
    """The interval of somebody who is inside."""
    rows = await session.scalars(
        select(Attendance).where(
            Attendance.meeting_id == meeting_id,
            Attendance.identity == identity,
            Attendance.left_at.is_(None),
        )
    )
    return rows.first()


async def intervals(session: AsyncSession, meeting_id: UUID) -> list[Attendance]:
    """All intervals of a meeting, by arrival."""
    return list(
        await session.scalars(
            select(Attendance)
            .where(Attendance.meeting_id == meeting_id)
            .order_by(Attendance.joined_at, Attendance.id)
        )
    )


def seconds(interval: Attendance, now: datetime) -> int:
    """How long somebody was inside, until now if they still are."""
    return max(0, ((interval.left_at or now) - interval.joined_at) // timedelta(seconds=1))
