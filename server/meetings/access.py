"""The funnel: a meeting is reached only through here, with the right to it proved.

Who has no right gets the answer for a code that does not exist. Every condition stands on a line
of its own.
"""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from server.meetings.codes import parse_code
from server.meetings.membership import belongings, invited_by_unit, units_on
from server.meetings.models import Meeting, MeetingPerson, MeetingUnit
from server.meetings.rules import Kinship
from server.people.access import Permission, access_scope, may, may_anywhere
from server.people.actor import Actor
from server.platform.http.problems import Forbidden, NotFound


class Need(StrEnum):
    """What somebody wants to do with a meeting."""

    SEE = "see"
    MANAGE = "manage"


@dataclass(frozen=True, slots=True)
class Standing:
    """What a person is to a meeting. `kinship` None: nothing at all."""

    kinship: Kinship | None
    manages: bool
    in_unit: bool


@dataclass(frozen=True, slots=True)
class Accessed:
    """A meeting that the actor may see, and what the actor is to it."""

    meeting: Meeting
    standing: Standing


async def find_meeting(session: AsyncSession, code: str, *, lock: bool = False) -> Meeting | None:
    """The meeting of a code, for callers that prove the right themselves.

    `lock` keeps it unchanged by others until the end of the unit of work.
    """
    parsed = parse_code(code)
    if parsed is None:
        return None
    query = select(Meeting).where(Meeting.code == parsed)
    if lock:
        query = query.with_for_update()
    return await session.scalar(query)


async def standing_of(session: AsyncSession, actor: Actor, meeting: Meeting) -> Standing:
    """What the actor is to the meeting: by name, by a unit on its day, by a right over its unit."""
    person = await session.get(MeetingPerson, (meeting.id, actor.person_id))
    units = units_on(await belongings(session, actor.person_id), meeting.on_date)
    in_unit = meeting.unit_id in units
    manages = await may(session, actor, Permission.MEETINGS_MANAGE, meeting.unit_id)
    if person is not None:
        kinship = Kinship(person.role)
        return Standing(kinship, manages or kinship.conducts, in_unit)
    if await _invites_any(session, meeting, units):
        return Standing(Kinship.MEMBER, manages, in_unit)
    if manages:
        return Standing(Kinship.MANAGER, True, in_unit)
    return Standing(None, False, in_unit)


async def access_meeting(
    session: AsyncSession, actor: Actor, code: str, need: Need, *, lock: bool = False
) -> Accessed:
    """The meeting, for an actor with the right to it.

    NotFound for who may not even know of it, Forbidden for who may see and not manage.
    """
    meeting = await find_meeting(session, code, lock=lock)
    if meeting is None:
        raise NotFound
    standing = await standing_of(session, actor, meeting)
    if standing.kinship is None:
        raise NotFound
    if need is Need.MANAGE and not standing.manages:
        raise Forbidden
    return Accessed(meeting, standing)


async def visible(session: AsyncSession, actor: Actor) -> ColumnElement[bool]:
    """The same right as a condition on rows of meetings, for lists."""
    conditions = [
        Meeting.id.in_(
            select(MeetingPerson.meeting_id).where(MeetingPerson.person_id == actor.person_id)
        ),
        invited_by_unit(await belongings(session, actor.person_id)),
    ]
    if may_anywhere(actor, Permission.MEETINGS_MANAGE):
        conditions.append(Meeting.unit_id.in_(access_scope(actor, Permission.MEETINGS_MANAGE)))
    return or_(*conditions)


async def _invites_any(session: AsyncSession, meeting: Meeting, units: set[UUID]) -> bool:
    if not units:
        return False
    found = await session.scalar(
        select(MeetingUnit.unit_id)
        .where(MeetingUnit.meeting_id == meeting.id, MeetingUnit.unit_id.in_(units))
        .limit(1)
    )
    return found is not None
