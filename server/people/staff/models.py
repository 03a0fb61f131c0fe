"""Tables of persons and of the positions they hold in units."""

from datetime import date, datetime
from typing import Literal
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from server.platform.db.base import Base
from server.platform.db.types import UtcDateTime, uuid_pk

LONGEST_LOGIN = 64
LONGEST_PERSON_NAME = 120
LONGEST_EMAIL = 254
LONGEST_TITLE = 160

Language = Literal["vi", "en"]


class Person(Base):
    """A member of the staff. What is secret about the account stands in `accounts.models`."""

    __tablename__ = "person"
    __table_args__ = (
        UniqueConstraint("login"),
        Index(None, "sort_key", "id"),
        {"schema": "people"},
    )

    id: Mapped[UUID] = uuid_pk()
    login: Mapped[str] = mapped_column(String(LONGEST_LOGIN))
    name: Mapped[str] = mapped_column(String(LONGEST_PERSON_NAME))
    # Sorts by given name, then family name, in the Vietnamese alphabet (platform.text).
    sort_key: Mapped[str] = mapped_column(String(1000))
    # Folded words of name and login, each after a space: " nguyen van an an.nv".
    search: Mapped[str] = mapped_column(String(2 * LONGEST_PERSON_NAME + LONGEST_LOGIN))
    email: Mapped[str | None] = mapped_column(String(LONGEST_EMAIL), default=None)
    language: Mapped[str] = mapped_column(String(2), default="vi")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    deactivated_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)


class Position(Base):
    """A person holds a title in a unit during a span (both days included)."""

    __tablename__ = "position"
    __table_args__ = (
        Index(None, "person_id", "valid_from"),
        Index(None, "unit_id", "valid_from"),
        {"schema": "people"},
    )

    id: Mapped[UUID] = uuid_pk()
    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.person.id", ondelete="CASCADE"))
    unit_id: Mapped[UUID] = mapped_column(ForeignKey("people.unit.id"))
    title: Mapped[str] = mapped_column(String(LONGEST_TITLE))
    primary: Mapped[bool] = mapped_column("is_primary")
    valid_from: Mapped[date]
    valid_to: Mapped[date | None] = mapped_column(default=None)
