"""Use cases of the list of invited persons and units."""

from collections.abc import Sequence
from uuid import UUID

from server.meetings.access import Need, access_meeting
from server.meetings.actions import MeetingAction
from server.meetings.context import Context
from server.meetings.errors import LastHost
from server.meetings.identities import person_identity
from server.meetings.invitations import (
    check_bounds,
    check_people,
    check_units,
    host_count,
    invite_people,
    invite_units,
)
from server.meetings.models import MeetingPerson, MeetingUnit
from server.meetings.rules import Role
from server.meetings.service import check_open, write_audit
from server.people.actor import Actor
from server.platform.http.problems import NotFound


async def add(
    context: Context,
    actor: Actor,
    code: str,
    people: Sequence[UUID],
    units: Sequence[UUID],
    role: Role,
) -> None:
    """Invite persons in a role, and units; who is invited already changes to that role."""
    now = context.clock.now()
    async with context.database.write() as work:
        session = work.session
        meeting = (await access_meeting(session, actor, code, Need.MANAGE, lock=True)).meeting
        check_open(meeting, now)
        await check_people(session, people)
        await check_units(session, units, meeting.on_date)
        await invite_people(session, meeting, people, role, now)
        await invite_units(session, meeting, units, now)
        await check_bounds(session, meeting)
        if not await host_count(session, meeting):
            raise LastHost
        meeting.version += 1
        detail = {
            "role": role.value,
            "people": [str(person) for person in people],
            "units": [str(unit) for unit in units],
        }
        write_audit(work, actor, meeting, MeetingAction.MEMBERS_ADDED, now, detail)
        context.announce(work, meeting, "updated")
        invited = None if units else map(person_identity, people)
        context.announce_admission(work, meeting, actor, invited)


async def remove_person(context: Context, actor: Actor, code: str, person_id: UUID) -> None:
    """Take a person off the list; the last host stays."""
    await _remove(context, actor, code, MeetingPerson, person_id, "person")


async def remove_unit(context: Context, actor: Actor, code: str, unit_id: UUID) -> None:
    """Take a unit off the list; its persons who are invited by name stay."""
    await _remove(context, actor, code, MeetingUnit, unit_id, "unit")


async def _remove(
    context: Context,
    actor: Actor,
    code: str,
    table: type[MeetingPerson | MeetingUnit],
    key: UUID,
    what: str,
) -> None:
    now = context.clock.now()
    async with context.database.write() as work:
        session = work.session
        meeting = (await access_meeting(session, actor, code, Need.MANAGE, lock=True)).meeting
        check_open(meeting, now)
        row = await session.get(table, (meeting.id, key))
        if row is None:
            raise NotFound
        await session.delete(row)
        await check_bounds(session, meeting)
        if not await host_count(session, meeting):
            raise LastHost
        meeting.version += 1
        write_audit(work, actor, meeting, MeetingAction.MEMBER_REMOVED, now, {what: str(key)})
        context.announce(work, meeting, "updated")
        gone = [person_identity(key)] if table is MeetingPerson else None
        context.announce_admission(work, meeting, actor, gone)
