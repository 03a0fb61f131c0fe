"""Rules of the valid-time tree of units: pure functions over days and edges.

A span includes both its days: a unit that closes on 1 July was valid until 30 June.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from fractions import Fraction
from itertools import pairwise
from typing import NamedTuple
from uuid import UUID

ONE_DAY = timedelta(days=1)


class Hierarchy(StrEnum):
    """The line in which a unit answers to another."""

    ADMINISTRATIVE = "administrative"
    PROFESSIONAL = "professional"


class UnitKind(StrEnum):
    """What a unit is, by law or by the city's decision."""

    CITY = "city"
    DEPARTMENT = "department"
    COMMUNE = "commune"
    DIVISION = "division"
    SERVICE = "service"


class CommuneKind(StrEnum):
    """The three kinds of commune-level unit since 2025-07-01."""

    WARD = "ward"
    COMMUNE = "commune"
    SPECIAL_ZONE = "special_zone"


class Span(NamedTuple):
    """Days from `first` to `last`, both included; no `last` means without an end."""

    first: date
    last: date | None

    def __contains__(self, day: object) -> bool:
        return (
            isinstance(day, date) and self.first <= day and (self.last is None or day <= self.last)
        )

    @property
    def empty(self) -> bool:
        return self.last is not None and self.last < self.first

    def covers(self, other: "Span") -> bool:
        """Whether every day of `other` is a day of this span."""
        return other.empty or (
            self.first <= other.first
            and (self.last is None or (other.last is not None and other.last <= self.last))
        )

    def common(self, other: "Span") -> "Span":
        """The days of both; may be empty."""
        return Span(max(self.first, other.first), _earlier(self.last, other.last))

    def overlaps(self, other: "Span") -> bool:
        return not self.common(other).empty

    def until_before(self, day: date) -> "Span":
        """This span with nothing from `day` on."""
        return Span(self.first, _earlier(self.last, day - ONE_DAY))


def _earlier(one: date | None, other: date | None) -> date | None:
    if one is None or other is None:
        return one or other
    return min(one, other)


@dataclass(frozen=True, slots=True)
class Edge:
    """`child` answers to `parent` during `span`, in one hierarchy."""

    child: UUID
    parent: UUID
    span: Span


def moved(edges: Sequence[Edge], child: UUID, parent: UUID, on: date, life: Span) -> list[Edge]:
    """The edges of `child` when it answers to `parent` from `on` on.

    A later move that was already decided stays: the new edge ends the day before it.
    `life` are the days on which the child exists; no edge leaves them.
    """
    later = sorted((e for e in edges if e.span.first > on), key=lambda e: e.span.first)
    before = [replace(e, span=e.span.until_before(on)) for e in edges if e.span.first < on]
    new = Edge(child, parent, Span(on, None).common(life))
    if later:
        new = replace(new, span=new.span.until_before(later[0].span.first))
    return [e for e in (*before, new, *later) if not e.span.empty]


def closes_circle(edges: Mapping[UUID, Iterable[Edge]], new: Edge) -> bool:
    """Whether `new` makes a unit its own superior on any day.

    `edges` maps a unit to its edges upwards in the same hierarchy, without those `new` replaces.
    The walk follows each edge only on the days it shares with the path, so it ends
    as long as no circle existed before.
    """
    paths = [(new.parent, new.span)]
    while paths:
        unit, span = paths.pop()
        if unit == new.child:
            return True
        paths.extend(
            (edge.parent, span.common(edge.span))
            for edge in edges.get(unit, ())
            if span.overlaps(edge.span)
        )
    return False


def overlapping(edges: Iterable[Edge]) -> bool:
    """Whether two edges of one child share a day."""
    spans = sorted((edge.span for edge in edges), key=lambda span: span.first)
    return any(one.overlaps(other) for one, other in pairwise(spans))


def shares_are_whole(shares: Iterable[Fraction]) -> bool:
    """Whether the shares of the successors are positive and sum to exactly one."""
    shares = list(shares)
    return bool(shares) and all(share > 0 for share in shares) and sum(shares) == 1


def parse_share(text: str) -> Fraction:
    """A share as "1/3" or "0.25"; ValueError for anything else, or beyond 0 < share <= 1."""
    if len(text) > 40:
        raise ValueError("share too long")
    try:
        share = Fraction(text)
    except ZeroDivisionError as error:
        raise ValueError("share with denominator zero") from error
    if not 0 < share <= 1:
        raise ValueError("share outside 0..1")
    if share.denominator > 10**9:
        raise ValueError("share too fine")
    return share


def reference_day(life: Span, today: date) -> date:
    """The day on which a unit's place in the tree is looked up: today, or its nearest valid day."""
    if today < life.first:
        return life.first
    return today if life.last is None or today <= life.last else life.last
