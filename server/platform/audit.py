"""The audit log: who did what to which thing, written in the transaction of the change itself."""

from collections.abc import Awaitable, Callable, Collection, Mapping
from datetime import UTC, date, datetime
from enum import StrEnum
from uuid import UUID

from aiohttp import web
from pydantic import JsonValue
from sqlalchemy import Index, String
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from server.platform.db.base import Base
from server.platform.db.types import JsonObject, uuid_pk
from server.platform.db.work import Work

Labels = Callable[[AsyncSession, Collection[UUID], date], Awaitable[dict[UUID, str]]]
"""What things of one kind are called on a day, by id; what is gone is left out."""

LABELS = web.AppKey[dict[str, Labels]]("audit_labels")
"""By the kind that `target` begins with. Each feature adds those of its own things."""


class AuditEntry(Base):
    """One change. Rows are only ever added."""

    __tablename__ = "audit_entry"
    __table_args__ = (
        Index(None, "at", "id"),
        Index(None, "actor_id", "at"),
        Index(None, "target", "at"),
        {"schema": "platform"},
    )

    id: Mapped[UUID] = uuid_pk()
    at: Mapped[datetime]
    actor_id: Mapped[UUID | None] = mapped_column(default=None)
    action: Mapped[str] = mapped_column(String(80), index=True)
    target: Mapped[str] = mapped_column(String(120))
    unit_id: Mapped[UUID | None] = mapped_column(default=None, index=True)
    detail: Mapped[JsonObject] = mapped_column(default_factory=dict)
    address: Mapped[str | None] = mapped_column(String(64), default=None)


def record(
    work: Work,
    *,
    actor: UUID | None,
    action: StrEnum,
    target: str,
    unit: UUID | None = None,
    detail: Mapping[str, JsonValue] | None = None,
    address: str | None = None,
    at: datetime | None = None,
) -> None:
    """Add an audit row to the unit of work.

    `action` is a member of the feature's own enumeration, so that all actions can be listed;
    `target` names the thing as `kind:id`; `unit` is the unit whose administrators may read it.
    """
    work.session.add(
        AuditEntry(
            at=at or datetime.now(UTC),
            actor_id=actor,
            action=action.value,
            target=target,
            unit_id=unit,
            detail=dict(detail or {}),
            address=address,
        )
    )
