"""The administrator's overlay of the calendar."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Date, String, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from server.calendar.rules import DayKind
from server.platform.db.base import Base
from server.platform.db.types import UtcDateTime, enum_type


class OverlayDay(Base):
    """A day that a decision made a day off or a worked day."""

    __tablename__ = "overlay_day"
    __table_args__ = ({"schema": "calendar"},)

    day: Mapped[date] = mapped_column(Date(), primary_key=True)
    kind: Mapped[DayKind] = mapped_column(enum_type(DayKind))
    name: Mapped[str] = mapped_column(String(200))
    legal_source: Mapped[str] = mapped_column(String(500))
    changed_by: Mapped[UUID] = mapped_column(Uuid())
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime())
