"""Reading the audit log, within the units where the actor may."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Select, Tuple, select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession

from server.people import cursors
from server.people.access import Permission, access_scope, over_a_root
from server.people.actor import Actor
from server.people.directory import names_of, unit_names
from server.people.units.queries import subtree
from server.platform.audit import AuditEntry, Labels
from server.platform.http.problems import Invalid

EXPORT_CHUNK = 500
# A spreadsheet holds 1,048,576 lines; whoever needs more narrows the filter.
EXPORT_MOST = 1_000_000


@dataclass(frozen=True, slots=True)
class Filter:
    """What is looked for; None is anything."""

    actor: UUID | None = None
    action: str | None = None
    target: str | None = None
    unit: UUID | None = None
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """An audit row with the names of whom and what it is about, where they are known."""

    row: AuditEntry
    actor_name: str | None
    target_label: str | None
    unit_name: str | None


async def query_of(session: AsyncSession, actor: Actor, wanted: Filter) -> Select[AuditEntry]:
    """The rows the actor may read, the latest first. Forbidden without the right anywhere.

    Who has it over a root reads everything, also what belongs to no unit.
    """
    scope = access_scope(actor, Permission.AUDIT_READ)
    query = select(AuditEntry).order_by(AuditEntry.at.desc(), AuditEntry.id.desc())
    if not await over_a_root(session, actor, Permission.AUDIT_READ):
        query = query.where(AuditEntry.unit_id.in_(scope))
    if wanted.actor is not None:
        query = query.where(AuditEntry.actor_id == wanted.actor)
    if wanted.action is not None:
        query = query.where(AuditEntry.action == wanted.action)
    if wanted.target is not None:
        query = query.where(AuditEntry.target == wanted.target)
    if wanted.unit is not None:
        query = query.where(AuditEntry.unit_id.in_(subtree([wanted.unit], actor.today)))
    if wanted.since is not None:
        query = query.where(AuditEntry.at >= wanted.since)
    if wanted.until is not None:
        query = query.where(AuditEntry.at < wanted.until)
    return query


async def page(
    session: AsyncSession,
    actor: Actor,
    wanted: Filter,
    cursor: str | None,
    limit: int,
    labels: dict[str, Labels],
) -> tuple[list[Entry], str | None]:
    """A page of the log, in which `labels` say what is called how."""
    query = await query_of(session, actor, wanted)
    if cursor is not None:
        query = query.where(tuple_(AuditEntry.at, AuditEntry.id) < _after(cursor))
    rows = list(await session.scalars(query.limit(limit + 1)))
    shown = await entries(session, actor, rows[:limit], labels)
    if len(rows) <= limit:
        return shown, None
    last = rows[limit - 1]
    return shown, cursors.encode((last.at.isoformat(), last.id))


def _after(cursor: str) -> Tuple:
    at, entry_id = cursors.decode(cursor, 2)
    try:
        moment = datetime.fromisoformat(at)
        if moment.tzinfo is None:
            raise ValueError("naive")
        return tuple_(moment, UUID(entry_id))
    except ValueError:
        raise Invalid.at("?/cursor", "cursor") from None


async def actions(session: AsyncSession) -> list[str]:
    """Every action that occurs in the log."""
    return sorted(await session.scalars(select(AuditEntry.action).distinct()))


async def entries(
    session: AsyncSession, actor: Actor, rows: Sequence[AuditEntry], labels: dict[str, Labels]
) -> list[Entry]:
    """The rows with names: of who did it, of the unit, and of what it was done to."""
    cards = await names_of(session, {row.actor_id for row in rows if row.actor_id}, actor.today)
    units = await unit_names(session, {row.unit_id for row in rows if row.unit_id}, actor.today)
    targets = await _target_labels(session, actor, {row.target for row in rows}, labels)
    return [
        Entry(
            row,
            cards[row.actor_id].name if row.actor_id in cards else None,
            targets.get(row.target),
            units.get(row.unit_id) if row.unit_id else None,
        )
        for row in rows
    ]


async def _target_labels(
    session: AsyncSession, actor: Actor, targets: Collection[str], labels: dict[str, Labels]
) -> dict[str, str]:
    """What the targets are called; one query for each kind of thing."""
    by_kind: dict[str, dict[UUID, str]] = {}
    for target in targets:
        kind, _, text = target.partition(":")
        key = _id(text)
        if key is not None and kind in labels:
            by_kind.setdefault(kind, {})[key] = target
    found: dict[str, str] = {}
    for kind, things in by_kind.items():
        called = await labels[kind](session, things.keys(), actor.today)
        found |= {things[key]: label for key, label in called.items()}
    return found


async def person_labels(session: AsyncSession, ids: Collection[UUID], day: date) -> dict[UUID, str]:
    """Names of persons."""
    return {key: card.name for key, card in (await names_of(session, ids, day)).items()}


def _id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
