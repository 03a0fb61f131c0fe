"""The JSON of units."""

from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, Field

from server.people.schemas import Basis, PersonCardOut, Query
from server.people.units.models import LONGEST_CODE, LONGEST_NAME
from server.people.units.rules import CommuneKind, Hierarchy, UnitKind, parse_share
from server.platform.http.schema import Line, Schema

# pydantic bounds keep dates inside what both databases and the calendar can add days to.
Day = Annotated[date, Field(ge=date(1900, 1, 1), le=date(2199, 12, 31))]
UnitCode = Annotated[
    str, Field(min_length=1, max_length=LONGEST_CODE, pattern=r"^[A-Za-z0-9][A-Za-z0-9._/-]*$")
]
UnitTitle = Annotated[Line, Field(min_length=1, max_length=LONGEST_NAME, pattern=r"\S")]


def _share(text: str) -> str:
    parse_share(text)
    return text


Share = Annotated[str, Field(max_length=40), AfterValidator(_share)]
"""An exact part of one: "1/3", "0.25" or "1"."""


class UnitOut(Schema):
    """A unit on a day. `staff_count` counts its people and those of the units below it."""

    id: UUID
    code: str
    name: str
    kind: UnitKind
    subkind: CommuneKind | None
    parent_id: UUID | None
    valid_from: date
    valid_to: date | None
    has_children: bool
    staff_count: int


class UnitFound(UnitOut):
    """A unit with the names of its superiors, the root first."""

    path: list[str]


class EdgeOut(Schema):
    """Whom the unit answers to during a span."""

    hierarchy: Hierarchy
    parent_id: UUID
    parent_name: str
    valid_from: date
    valid_to: date | None


class NameOut(Schema):
    """What the unit is called during a span."""

    name: str
    valid_from: date
    valid_to: date | None


class SuccessorOut(Schema):
    """A unit that took over a part."""

    unit_id: UUID
    name: str
    share: str


class UnitDetail(UnitFound):
    """Everything about one unit."""

    edges: list[EdgeOut]
    names: list[NameOut]
    successors: list[SuccessorOut]
    closing_basis: str | None
    heads: list[PersonCardOut]
    rights: list[str]


class ChildrenQuery(Schema):
    """Which part of the tree, in which line, on which day (today when left out)."""

    parent: UUID | None = None
    hierarchy: Hierarchy = Hierarchy.ADMINISTRATIVE
    on: Day | None = None


class SearchQuery(Schema):
    """The beginnings of words of a name, or a code."""

    q: Query = ""
    on: Day | None = None
    limit: int = Field(default=20, ge=1, le=100)


class UnitNew(Schema):
    """A unit to create under a parent."""

    code: UnitCode
    name: UnitTitle
    kind: UnitKind
    subkind: CommuneKind | None = None
    parent_id: UUID
    professional_parent_id: UUID | None = None
    valid_from: Day


class UnitPatch(Schema):
    """A new name from a day on (today when left out), or a corrected code."""

    name: UnitTitle | None = None
    code: UnitCode | None = None
    on: Day | None = None


class UnitMove(Schema):
    """Whom the unit answers to from `on` on."""

    hierarchy: Hierarchy = Hierarchy.ADMINISTRATIVE
    parent_id: UUID
    on: Day


class Successor(Schema):
    """A unit that takes over a part of the closed one."""

    unit_id: UUID
    share: Share


class UnitClose(Schema):
    """`on` is the first day without the unit."""

    on: Day
    successors: list[Successor] = Field(default_factory=list, max_length=50)
    basis: Basis
