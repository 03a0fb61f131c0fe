"""Who is invited: checking ids, keeping rows, within bounds."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Final
from uuid import UUID

from pydantic import JsonValue
from sqlalchemy import delete, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from server.meetings.errors import TooManyInvited, UnknownPeople, UnknownUnits
from server.meetings.identities import person_identity
from server.meetings.models import Meeting, MeetingPerson, MeetingUnit, Removal
from server.meetings.rules import Role
from server.people.staff.models import Person
from server.people.units.models import Unit
from server.people.units.queries import valid_on

MOST_PEOPLE: Final = 1000
MOST_UNITS: Final = 200


async def check_people(session: AsyncSession, ids: Sequence[UUID]) -> None:
    """Every id is of an active person; else UnknownPeople."""
    known = set(
        await session.scalars(
            select(Person.id).where(Person.id.in_(ids), Person.deactivated_at.is_(None))
        )
    )
    if errors := _pointers("people", ids, known):
        raise UnknownPeople(errors=errors)


async def check_units(session: AsyncSession, ids: Sequence[UUID], on: date) -> None:
    """Every id is of a unit that exists on the day; else UnknownUnits."""
    known = set(await session.scalars(select(Unit.id).where(Unit.id.in_(ids), valid_on(Unit, on))))
    if errors := _pointers("units", ids, known):
        raise UnknownUnits(errors=errors)


def _pointers(member: str, ids: Sequence[UUID], known: set[UUID]) -> list[JsonValue]:
    return [
        {"pointer": f"/{member}/{index}", "code": "unknown"}
        for index, value in enumerate(ids)
        if value not in known
    ]


async def invite_people(
    session: AsyncSession, meeting: Meeting, ids: Iterable[UUID], role: Role, at: datetime
) -> None:
    """Give persons a role in the meeting; one who is invited already changes role.

    Inviting somebody again also takes back that a host put them out.
    """
    wanted = set(ids)
    rows = await session.scalars(
        select(MeetingPerson).where(
            MeetingPerson.meeting_id == meeting.id, MeetingPerson.person_id.in_(wanted)
        )
    )
    present = {row.person_id: row for row in rows}
    for person_id in wanted:
        if person_id in present:
            present[person_id].role = role
        else:
            session.add(
                MeetingPerson(meeting_id=meeting.id, person_id=person_id, role=role, added_at=at)
            )
    await session.execute(
        delete(Removal).where(
            Removal.meeting_id == meeting.id,
            Removal.identity.in_(map(person_identity, wanted)),
        )
    )


async def invite_units(
    session: AsyncSession, meeting: Meeting, ids: Iterable[UUID], at: datetime
) -> None:
    """Invite units with all below them; inviting one again changes nothing."""
    present = set(
        await session.scalars(
            select(MeetingUnit.unit_id).where(MeetingUnit.meeting_id == meeting.id)
        )
    )
    session.add_all(
        MeetingUnit(meeting_id=meeting.id, unit_id=unit_id, added_at=at)
        for unit_id in set(ids) - present
    )


async def check_bounds(session: AsyncSession, meeting: Meeting) -> None:
    """TooManyInvited when the lists of the meeting grew too long."""
    await session.flush()
    for table, most in ((MeetingPerson, MOST_PEOPLE), (MeetingUnit, MOST_UNITS)):
        found = await session.scalar(
            select(func.count()).select_from(table).where(table.meeting_id == meeting.id)
        )
        if (found or 0) > most:
            raise TooManyInvited


async def host_count(session: AsyncSession, meeting: Meeting) -> int:
    """How many hosts the meeting has, co-hosts not counted."""
    found = await session.scalar(
        select(func.count())
        .select_from(MeetingPerson)
        .where(MeetingPerson.meeting_id == meeting.id, MeetingPerson.role == Role.HOST)
    )
    return found or 0
