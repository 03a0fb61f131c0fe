"""Use cases of a meeting itself: create, start now, change, cancel. One unit of work each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from server.meetings import rules
from server.meetings.access import Need, access_meeting
from server.meetings.actions import MeetingAction
from server.meetings.codes import new_code
from server.meetings.context import Context
from server.meetings.errors import (
    TIME_FAULTS,
    Changed,
    MeetingClosed,
    MeetingStarted,
    UnitRequired,
)
from server.meetings.invitations import (
    check_bounds,
    check_people,
    check_units,
    invite_people,
    invite_units,
)
from server.meetings.kinds import Kind
from server.meetings.models import Meeting
from server.meetings.rules import EntryPolicy, Role, Status
from server.people.access import Permission, access_unit
from server.people.actor import Actor
from server.people.roles.grants import units_with
from server.platform import audit
from server.platform.clock import civil_date
from server.platform.db.work import Work
from server.platform.http.problems import Forbidden
from server.platform.text import fold


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What somebody asks a new meeting to be."""

    title: str
    starts_at: datetime
    ends_at: datetime
    description: str = ""
    kind: Kind | None = None
    unit_id: UUID | None = None
    people: Sequence[UUID] = ()
    units: Sequence[UUID] = ()
    entry: EntryPolicy = EntryPolicy.INVITED_DIRECT
    chat_enabled: bool = True
    capacity: int = rules.DEFAULT_CAPACITY


async def create(context: Context, actor: Actor, plan: Plan) -> str:
    """Make a meeting of which the actor is organiser and host; gives its code."""
    now = context.clock.now()
    _check_times(plan.starts_at, plan.ends_at, now)
    async with context.database.write() as work:
        meeting = await add_meeting(work, actor, plan, now)
    return meeting.code


async def start_now(context: Context, actor: Actor, title: str) -> str:
    """Make a meeting that starts at this moment; gives its code."""
    now = context.clock.now()
    return await create(
        context, actor, Plan(title=title, starts_at=now, ends_at=now + rules.NOW_LASTS)
    )


async def add_meeting(work: Work, actor: Actor, plan: Plan, now: datetime) -> Meeting:
    """The rows of a new meeting, in a unit of work of the caller."""
    session = work.session
    on_date = civil_date(plan.starts_at)
    unit_id = await _holding_unit(session, actor, plan.unit_id)
    await check_people(session, plan.people)
    await check_units(session, plan.units, on_date)
    meeting = Meeting(
        code=await _free_code(session),
        title=plan.title,
        search=search_key(plan.title),
        description=plan.description,
        kind=plan.kind,
        starts_at=plan.starts_at,
        ends_at=plan.ends_at,
        on_date=on_date,
        organiser_id=actor.person_id,
        unit_id=unit_id,
        entry=plan.entry,
        capacity=plan.capacity,
        chat_enabled=plan.chat_enabled,
        created_at=now,
    )
    session.add(meeting)
    await session.flush()
    await invite_people(session, meeting, set(plan.people) - {actor.person_id}, Role.MEMBER, now)
    await invite_people(session, meeting, [actor.person_id], Role.HOST, now)
    await invite_units(session, meeting, plan.units, now)
    await check_bounds(session, meeting)
    write_audit(work, actor, meeting, MeetingAction.CREATED, now, {"title": plan.title})
    return meeting


async def change(
    context: Context, actor: Actor, code: str, version: int, values: Mapping[str, Any]
) -> None:
    """Change some of a meeting's values, if it still has the version that the actor saw."""
    now = context.clock.now()
    async with context.database.write() as work:
        meeting = (await access_meeting(work.session, actor, code, Need.MANAGE, lock=True)).meeting
        check_open(meeting, now)
        if meeting.version != version:
            raise Changed
        before = {name: getattr(meeting, name) for name in values}
        changed = sorted(name for name, value in values.items() if before[name] != value)
        if not changed:
            return
        _check_change(meeting, values, changed, now)
        for name in changed:
            setattr(meeting, name, values[name])
        await _follow(work.session, meeting, changed)
        meeting.version += 1
        write_audit(work, actor, meeting, MeetingAction.CHANGED, now, {"changed": list(changed)})
        context.announce(work, meeting, "updated")
        if {"entry", "starts_at"} & set(changed):
            context.announce_admission(work, meeting, actor, None)


async def cancel(context: Context, actor: Actor, code: str, reason: str) -> None:
    """Call a meeting off; whoever is inside is sent out."""
    now = context.clock.now()
    async with context.database.write() as work:
        meeting = (await access_meeting(work.session, actor, code, Need.MANAGE, lock=True)).meeting
        check_open(meeting, now)
        meeting.cancelled_at = now
        meeting.cancel_reason = reason
        meeting.version += 1
        write_audit(work, actor, meeting, MeetingAction.CANCELLED, now, {"reason": reason})
        context.announce(work, meeting, "cancelled")


def check_open(meeting: Meeting, now: datetime) -> None:
    """MeetingClosed for a meeting that has ended or was cancelled."""
    if rules.status(meeting.schedule, now) in {Status.ENDED, Status.CANCELLED}:
        raise MeetingClosed


def search_key(title: str) -> str:
    """A title as it is searched: folded words, each after a space."""
    return f" {fold(title)}"


def write_audit(
    work: Work,
    actor: Actor,
    meeting: Meeting,
    action: MeetingAction,
    at: datetime,
    detail: Mapping[str, Any],
) -> None:
    """An audit row about a meeting, readable by the administrators of its unit."""
    audit.record(
        work,
        actor=actor.person_id,
        action=action,
        target=meeting.target,
        unit=meeting.unit_id,
        detail={"code": meeting.code} | dict(detail),
        address=actor.address,
        at=at,
    )


def _check_times(
    starts_at: datetime, ends_at: datetime, now: datetime, *, started: bool = False
) -> None:
    fault = rules.time_fault(starts_at, ends_at, now, started=started)
    if fault is not None:
        raise TIME_FAULTS[fault]


def _check_change(
    meeting: Meeting, values: Mapping[str, Any], changed: Sequence[str], now: datetime
) -> None:
    started = meeting.opened_at is not None or now >= meeting.starts_at
    if started and "starts_at" in changed:
        raise MeetingStarted
    if {"starts_at", "ends_at"} & set(changed):
        _check_times(
            values.get("starts_at", meeting.starts_at),
            values.get("ends_at", meeting.ends_at),
            now,
            started=started,
        )


async def _follow(session: AsyncSession, meeting: Meeting, changed: Sequence[str]) -> None:
    """Set what is derived from values that changed."""
    if "title" in changed:
        meeting.search = search_key(meeting.title)
    if "starts_at" in changed and meeting.on_date != civil_date(meeting.starts_at):
        meeting.on_date = civil_date(meeting.starts_at)


async def _holding_unit(session: AsyncSession, actor: Actor, unit_id: UUID | None) -> UUID:
    """The unit that holds the meeting: the one named, or the actor's own."""
    if unit_id is None:
        granted = units_with(actor.grants, Permission.MEETINGS_CREATE)
        if not granted:
            raise Forbidden
        unit_id = actor.unit_id if actor.unit_id in granted else None
        if unit_id is None and len(granted) == 1:
            (unit_id,) = granted
        if unit_id is None:
            raise UnitRequired
    return (await access_unit(session, actor, unit_id, Permission.MEETINGS_CREATE)).id


async def _free_code(session: AsyncSession) -> str:
    code = new_code()
    while await session.scalar(select(Meeting.id).where(Meeting.code == code)) is not None:
        code = new_code()
    return code
