"""Which units a person belongs to on which days, superiors included: what invites by unit."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, and_, false, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from server.meetings.models import Meeting, MeetingUnit
from server.people.staff.models import Position
from server.people.units.queries import DEEPEST, edges_of
from server.people.units.rules import Hierarchy, Span

Belonging = tuple[UUID, Span]


async def belongings(session: AsyncSession, person_id: UUID) -> list[Belonging]:
    """Every unit the person is in, directly or through units below it, with the days of that."""
    rows = await session.execute(
        select(Position.unit_id, Position.valid_from, Position.valid_to).where(
            Position.person_id == person_id
        )
    )
    frontier = {(unit, Span(first, last)) for unit, first, last in rows}
    found = set(frontier)
    for _ in range(DEEPEST):
        if not frontier:
            break
        edges = await edges_of(session, {unit for unit, _ in frontier}, Hierarchy.ADMINISTRATIVE)
        above = {
            (edge.parent, span.common(edge.span))
            for edge in edges
            for unit, span in frontier
            if edge.child == unit and span.overlaps(edge.span)
        }
        frontier = above - found
        found |= frontier
    return sorted(found, key=lambda belonging: (belonging[0], belonging[1].first))


def units_on(found: Iterable[Belonging], day: date) -> set[UUID]:
    """The units of the person on one day."""
    return {unit for unit, span in found if day in span}


def invited_by_unit(found: Iterable[Belonging]) -> ColumnElement[bool]:
    """Whether a meeting's row invites, on its own day, a unit that the person is in."""
    conditions = [
        and_(
            MeetingUnit.unit_id == unit,
            Meeting.on_date >= span.first,
            *([Meeting.on_date <= span.last] if span.last is not None else []),
        )
        for unit, span in found
    ]
    if not conditions:
        return false()
    return (
        select(MeetingUnit.unit_id)
        .where(MeetingUnit.meeting_id == Meeting.id, or_(*conditions))
        .correlate(Meeting)
        .exists()
    )
