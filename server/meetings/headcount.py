"""How many persons meetings invite: by name, and through units with whoever is in them then."""

import asyncio
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import CompoundSelect, func, select, union
from sqlalchemy.ext.asyncio import AsyncSession

from server.meetings.models import Meeting, MeetingPerson, MeetingUnit
from server.people.staff.models import Person, Position
from server.people.units.models import UnitEdge
from server.people.units.queries import valid_on
from server.people.units.rules import Hierarchy

KEPT: Final = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class _Kept:
    count: int
    version: int
    at: datetime


class Headcounts:
    """Counts that hold for a minute, or until the meeting itself is changed.

    Counting a whole city takes a while, and in the morning everybody opens the same list.
    """

    def __init__(self) -> None:
        self._kept: dict[UUID, _Kept] = {}
        self._counting = asyncio.Lock()

    async def of(
        self, session: AsyncSession, meetings: Sequence[Meeting], now: datetime
    ) -> dict[UUID, int]:
        """How many persons each of the meetings invites; at most one query."""
        # One after another: who comes second finds what the first has counted.
        async with self._counting:
            self._kept = {
                key: kept for key, kept in self._kept.items() if kept.at <= now < kept.at + KEPT
            }
            missing = [one for one in meetings if not self._knows(one)]
            if missing:
                found = await member_counts(session, [one.id for one in missing])
                for one in missing:
                    self._kept[one.id] = _Kept(found.get(one.id, 0), one.version, now)
            return {one.id: self._kept[one.id].count for one in meetings}

    def _knows(self, meeting: Meeting) -> bool:
        kept = self._kept.get(meeting.id)
        return kept is not None and kept.version == meeting.version


async def member_counts(session: AsyncSession, meeting_ids: Collection[UUID]) -> dict[UUID, int]:
    """How many each meeting invites, nobody counted twice, units as they are on its day.

    One query: people come to units and leave them, so a number that was kept would grow wrong.
    """
    invited = _invited(meeting_ids).subquery()
    rows = await session.execute(
        select(invited.c.meeting_id, func.count()).group_by(invited.c.meeting_id)
    )
    return dict(rows.all())


def _invited(meeting_ids: Collection[UUID]) -> CompoundSelect[tuple[UUID, UUID]]:
    """Pairs of a meeting and a person."""
    tree = (
        select(MeetingUnit.meeting_id, MeetingUnit.unit_id, Meeting.on_date)
        .join(Meeting, Meeting.id == MeetingUnit.meeting_id)
        .where(MeetingUnit.meeting_id.in_(meeting_ids))
        .cte("invited_units", recursive=True)
    )
    tree = tree.union(
        select(tree.c.meeting_id, UnitEdge.unit_id, tree.c.on_date)
        .join(tree, tree.c.unit_id == UnitEdge.parent_id)
        .where(UnitEdge.hierarchy == Hierarchy.ADMINISTRATIVE, valid_on(UnitEdge, tree.c.on_date))
    )
    by_unit = (
        select(tree.c.meeting_id, Position.person_id)
        .join(Position, Position.unit_id == tree.c.unit_id)
        .join(Person, Person.id == Position.person_id)
        .where(Person.deactivated_at.is_(None), valid_on(Position, tree.c.on_date))
    )
    by_name = select(MeetingPerson.meeting_id, MeetingPerson.person_id).where(
        MeetingPerson.meeting_id.in_(meeting_ids)
    )
    return union(by_unit, by_name)
