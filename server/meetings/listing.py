"""The list of meetings, page by page."""

import base64
import binascii
import struct
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final, Literal
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from server.meetings.access import visible
from server.meetings.models import Meeting
from server.people.actor import Actor
from server.people.staff.queries import matches
from server.platform.http.problems import Invalid

_CURSOR: Final = struct.Struct(">q16s")
_EPOCH: Final = datetime.fromisoformat("1970-01-01T00:00:00+00:00")
_MICROSECOND: Final = timedelta(microseconds=1)
# What a cursor may point at; beyond it a datetime overflows.
_LATEST: Final = (datetime.fromisoformat("9999-01-01T00:00:00+00:00") - _EPOCH) // _MICROSECOND


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """Which meetings are asked for."""

    since: datetime | None = None
    until: datetime | None = None
    words: str | None = None
    order: Literal["asc", "desc"] = "asc"
    cursor: str | None = None
    limit: int = 50


async def meetings(
    session: AsyncSession, actor: Actor, wanted: Wanted
) -> tuple[list[Meeting], str | None]:
    """The meetings that the actor may see, by start, and the cursor of the following part."""
    query = select(Meeting).where(await visible(session, actor))
    if wanted.since is not None:
        query = query.where(Meeting.ends_at > wanted.since)
    if wanted.until is not None:
        query = query.where(Meeting.starts_at < wanted.until)
    if wanted.words:
        query = query.where(matches(Meeting.search, wanted.words))
    rows = list(await session.scalars(_part(query, wanted)))
    return rows[: wanted.limit], _next(rows, wanted.limit)


async def labels(session: AsyncSession, ids: Collection[UUID], day: date) -> dict[UUID, str]:
    """What the audit log calls meetings: title and code, as many share a title."""
    rows = await session.execute(
        select(Meeting.id, Meeting.title, Meeting.code).where(Meeting.id.in_(ids))
    )
    return {key: f"{title} ({code})" for key, title, code in rows}


def _part(query: Select[Meeting], wanted: Wanted) -> Select[Meeting]:
    if wanted.cursor is not None:
        query = query.where(_after(*_read(wanted.cursor), wanted.order))
    columns = (Meeting.starts_at, Meeting.id)
    ordered = columns if wanted.order == "asc" else [column.desc() for column in columns]
    return query.order_by(*ordered).limit(wanted.limit + 1)


def _after(moment: datetime, key: UUID, order: Literal["asc", "desc"]) -> ColumnElement[bool]:
    same = Meeting.starts_at == moment
    if order == "asc":
        return or_(Meeting.starts_at > moment, and_(same, Meeting.id > key))
    return or_(Meeting.starts_at < moment, and_(same, Meeting.id < key))


def _next(rows: Sequence[Meeting], limit: int) -> str | None:
    if len(rows) <= limit:
        return None
    last = rows[limit - 1]
    raw = _CURSOR.pack((last.starts_at - _EPOCH) // _MICROSECOND, last.id.bytes)
    return base64.urlsafe_b64encode(raw).decode()


def _read(cursor: str) -> tuple[datetime, UUID]:
    try:
        moment, key = _CURSOR.unpack(base64.b64decode(cursor, altchars=b"-_", validate=True))
    except (binascii.Error, ValueError, struct.error):
        raise Invalid.at("?/cursor", "cursor") from None
    if not 0 <= moment <= _LATEST:
        raise Invalid.at("?/cursor", "cursor")
    return _EPOCH + moment * _MICROSECOND, UUID(bytes=key)
