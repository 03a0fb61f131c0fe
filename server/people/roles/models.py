"""The table of roles given to persons over units."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from server.people.roles.rules import Role
from server.platform.db.base import Base
from server.platform.db.types import UtcDateTime, enum_type, uuid_pk

LONGEST_BASIS = 500


class RoleGrant(Base):
    """A person holds a role over a unit and what is below it, during a span, with its basis."""

    __tablename__ = "role_grant"
    __table_args__ = (
        Index(None, "person_id", "valid_from"),
        Index(None, "unit_id", "role"),
        CheckConstraint("role <> 'deputy' OR valid_to IS NOT NULL", name="deputy_is_dated"),
        {"schema": "people"},
    )

    id: Mapped[UUID] = uuid_pk()
    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.person.id", ondelete="CASCADE"))
    role: Mapped[Role] = mapped_column(enum_type(Role))
    unit_id: Mapped[UUID] = mapped_column(ForeignKey("people.unit.id"))
    valid_from: Mapped[date]
    valid_to: Mapped[date | None] = mapped_column(default=None)
    # The document the grant stands on (decision number and date), for whoever reads it later.
    basis: Mapped[str] = mapped_column(String(LONGEST_BASIS))
    # The head whose own right the deputy uses; the delegation ends with that right.
    delegated_by: Mapped[UUID | None] = mapped_column(ForeignKey("people.person.id"), default=None)
    granted_by: Mapped[UUID | None] = mapped_column(ForeignKey("people.person.id"), default=None)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
