"""Tables of the valid-time tree of units. Spans include both days; no `valid_to` is open."""

from datetime import date
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from server.people.units.rules import CommuneKind, Hierarchy, UnitKind
from server.platform.db.base import Base
from server.platform.db.types import enum_type, uuid_pk

LONGEST_CODE = 32
LONGEST_NAME = 200
LONGEST_BASIS = 500


class Unit(Base):
    """An organisation of the city. Its code never belongs to another unit, before or after."""

    __tablename__ = "unit"
    __table_args__ = (UniqueConstraint("code"), {"schema": "people"})

    id: Mapped[UUID] = uuid_pk()
    code: Mapped[str] = mapped_column(String(LONGEST_CODE))
    kind: Mapped[UnitKind] = mapped_column(enum_type(UnitKind))
    subkind: Mapped[CommuneKind | None] = mapped_column(enum_type(CommuneKind), default=None)
    valid_from: Mapped[date]
    valid_to: Mapped[date | None] = mapped_column(default=None)
    closing_basis: Mapped[str | None] = mapped_column(String(LONGEST_BASIS), default=None)


class UnitName(Base):
    """What a unit was called during a span; spans of one unit share no day."""

    __tablename__ = "unit_name"
    __table_args__ = (UniqueConstraint("unit_id", "valid_from"), {"schema": "people"})

    id: Mapped[UUID] = uuid_pk()
    unit_id: Mapped[UUID] = mapped_column(ForeignKey("people.unit.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(String(LONGEST_NAME))
    search: Mapped[str] = mapped_column(String(LONGEST_NAME + LONGEST_CODE + 10))
    valid_from: Mapped[date]
    valid_to: Mapped[date | None] = mapped_column(default=None)


class UnitEdge(Base):
    """A unit answers to a parent during a span; edges of a unit in one hierarchy share no day."""

    __tablename__ = "unit_edge"
    __table_args__ = (
        UniqueConstraint("unit_id", "hierarchy", "valid_from"),
        CheckConstraint("unit_id <> parent_id", name="not_own_parent"),
        Index(None, "parent_id", "hierarchy"),
        {"schema": "people"},
    )

    id: Mapped[UUID] = uuid_pk()
    unit_id: Mapped[UUID] = mapped_column(ForeignKey("people.unit.id", ondelete="CASCADE"))
    parent_id: Mapped[UUID] = mapped_column(ForeignKey("people.unit.id"))
    hierarchy: Mapped[Hierarchy] = mapped_column(enum_type(Hierarchy))
    valid_from: Mapped[date]
    valid_to: Mapped[date | None] = mapped_column(default=None)


class UnitSuccession(Base):
    """The part of a closed unit that a successor takes over, as an exact fraction."""

    __tablename__ = "unit_succession"
    __table_args__ = (
        UniqueConstraint("unit_id", "successor_id"),
        CheckConstraint("numerator > 0 AND numerator <= denominator", name="share_of_one"),
        {"schema": "people"},
    )

    id: Mapped[UUID] = uuid_pk()
    unit_id: Mapped[UUID] = mapped_column(ForeignKey("people.unit.id", ondelete="CASCADE"))
    successor_id: Mapped[UUID] = mapped_column(ForeignKey("people.unit.id"), index=True)
    numerator: Mapped[int]
    denominator: Mapped[int]
