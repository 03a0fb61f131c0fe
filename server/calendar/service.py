"""Reading and changing the calendar."""

import asyncio
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from server.calendar.errors import NoChange, OutOfRange, OverlayNotFound
from server.calendar.models import OverlayDay
from server.calendar.rules import (
    FIRST_YEAR,
    LAST_YEAR,
    Day,
    DayKind,
    WorkingDays,
    is_loaded,
    is_usually_worked,
    load,
)
from server.platform import audit
from server.platform.bus import Bus
from server.platform.db.types import JsonObject
from server.platform.db.work import Database, Work
from server.platform.keys import Principal

CHANGED = "calendar.changed"
"""Bus topic; the message is {"date": "YYYY-MM-DD"}. Who keeps deadlines computes them again."""


class CalendarAction(StrEnum):
    """What is audited here."""

    OVERLAY_SET = "calendar.overlay_set"
    OVERLAY_REMOVED = "calendar.overlay_removed"


async def working_days(session: AsyncSession) -> WorkingDays:
    """The calendar as it is now, for the rules of any feature."""
    await _years_are_loaded()
    rows = (await session.execute(select(OverlayDay))).scalars()
    return WorkingDays({row.day: _day(row) for row in rows})


async def _years_are_loaded() -> None:
    if not is_loaded():
        await asyncio.to_thread(load)


def _day(row: OverlayDay) -> Day:
    return Day(row.day, row.kind, row.name, row.legal_source, overlay=True)


async def set_overlay(
    database: Database, bus: Bus, principal: Principal, change: Day, now: datetime
) -> Day:
    """Record that a decision made the day off or worked; replaces an earlier record."""
    if not FIRST_YEAR <= change.date.year <= LAST_YEAR:
        raise OutOfRange
    await _years_are_loaded()
    if is_usually_worked(change.date) is (change.kind is DayKind.WORKED):
        raise NoChange
    async with database.write() as work:
        await work.lock("calendar")
        row = await work.session.get(OverlayDay, change.date)
        before: JsonObject | None = None
        if row is not None:
            before = {"kind": row.kind.value, "name": row.name, "legal_source": row.legal_source}
            await work.session.delete(row)
            await work.session.flush()
        row = OverlayDay(
            day=change.date,
            kind=change.kind,
            name=change.name,
            legal_source=change.legal_source or "",
            changed_by=principal.person_id,
            changed_at=now,
        )
        work.session.add(row)
        detail: JsonObject = {
            "kind": change.kind.value,
            "name": change.name,
            "legal_source": change.legal_source,
            "before": before,
        }
        _note(work, bus, principal, CalendarAction.OVERLAY_SET, change.date, detail, now)
        return _day(row)


async def remove_overlay(
    database: Database, bus: Bus, principal: Principal, day: date, now: datetime
) -> None:
    """Let the day be again what the law's list says."""
    async with database.write() as work:
        await work.lock("calendar")
        row = await work.session.get(OverlayDay, day)
        if row is None:
            raise OverlayNotFound
        detail: JsonObject = {"kind": row.kind.value, "name": row.name}
        await work.session.delete(row)
        _note(work, bus, principal, CalendarAction.OVERLAY_REMOVED, day, detail, now)


def _note(
    work: Work,
    bus: Bus,
    principal: Principal,
    action: CalendarAction,
    day: date,
    detail: JsonObject,
    now: datetime,
) -> None:
    audit.record(
        work,
        actor=principal.person_id,
        action=action,
        target=f"day:{day.isoformat()}",
        detail=detail,
        address=principal.address,
        at=now,
    )

    async def tell() -> None:
        await bus.publish(CHANGED, {"date": day.isoformat()})

    work.after_commit(tell)
