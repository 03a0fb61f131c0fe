"""Operations on the audit log."""

import json

from aiohttp import web

from server.people.access import Permission, access_scope
from server.people.actions import PeopleAction
from server.people.actor import Actor
from server.people.audit import service, spreadsheet
from server.people.audit.schemas import (
    AuditActor,
    AuditFilter,
    AuditOut,
    AuditQuery,
    AuditUnit,
)
from server.platform import audit
from server.platform.audit import LABELS
from server.platform.clock import LOCAL
from server.platform.http.operation import operation
from server.platform.http.problems import Forbidden
from server.platform.http.schema import Items, Page
from server.platform.keys import CLOCK, DATABASE

TAG = "audit"
COLUMNS = ("time", "actor", "action", "target", "target_name", "unit", "address", "detail")


@operation("GET", "/api/audit", summary="The audit log", tag=TAG, problems=[Forbidden])
async def list_audit(request: web.Request, actor: Actor, *, query: AuditQuery) -> Page[AuditOut]:
    """The latest first, within the units where the actor may read it."""
    wanted = _filter(query)
    async with request.app[DATABASE].read() as session:
        found, following = await service.page(
            session, actor, wanted, query.cursor, query.limit, request.app[LABELS]
        )
    return Page[AuditOut](items=[_shown(entry) for entry in found], next=following)


@operation(
    "GET",
    "/api/audit/export",
    summary="The audit log as CSV",
    tag=TAG,
    problems=[Forbidden],
    produces="text/csv",
)
async def export_audit(
    request: web.Request, actor: Actor, *, query: AuditFilter
) -> web.StreamResponse:
    """UTF-8 with a mark, one line a row; cells that could be formulas begin with an apostrophe."""
    app = request.app
    access_scope(actor, Permission.AUDIT_READ)
    async with app[DATABASE].write() as work:
        audit.record(
            work,
            actor=actor.person_id,
            action=PeopleAction.AUDIT_EXPORTED,
            target="audit",
            unit=actor.unit_id,
            detail=query.model_dump(mode="json", exclude_none=True, by_alias=True),
            address=actor.address,
            at=app[CLOCK].now(),
        )
    response = web.StreamResponse(
        headers={"Content-Disposition": 'attachment; filename="nhat-ky.csv"'}
    )
    response.content_type = "text/csv"
    response.charset = "utf-8"
    await response.prepare(request)
    await response.write((spreadsheet.BOM + spreadsheet.lines([COLUMNS])).encode())
    cursor: str | None = None
    for _ in range(service.EXPORT_MOST // service.EXPORT_CHUNK):
        # A transaction for each part: none is held while a slow client reads.
        async with app[DATABASE].read() as session:
            found, cursor = await service.page(
                session, actor, _filter(query), cursor, service.EXPORT_CHUNK, app[LABELS]
            )
        await response.write(spreadsheet.lines(_line(entry) for entry in found).encode())
        if cursor is None:
            break
    await response.write_eof()
    return response


@operation(
    "GET",
    "/api/audit/actions",
    summary="The actions that occur in the audit log",
    tag=TAG,
    problems=[Forbidden],
)
async def list_actions(request: web.Request, actor: Actor) -> Items[str]:
    access_scope(actor, Permission.AUDIT_READ)
    async with request.app[DATABASE].read() as session:
        return Items[str](items=await service.actions(session))


def _filter(query: AuditFilter) -> service.Filter:
    return service.Filter(
        query.actor, query.action, query.target, query.unit, query.since, query.until
    )


def _shown(entry: service.Entry) -> AuditOut:
    row = entry.row
    return AuditOut(
        id=row.id,
        at=row.at,
        actor=AuditActor(id=row.actor_id, name=entry.actor_name or "?")
        if row.actor_id is not None
        else None,
        action=row.action,
        target=row.target,
        target_label=entry.target_label,
        unit=AuditUnit(id=row.unit_id, name=entry.unit_name or "?")
        if row.unit_id is not None
        else None,
        detail=row.detail,
        address=row.address,
    )


def _line(entry: service.Entry) -> tuple[str, ...]:
    row = entry.row
    return (
        row.at.astimezone(LOCAL).isoformat(timespec="seconds"),
        entry.actor_name or "",
        row.action,
        row.target,
        entry.target_label or "",
        entry.unit_name or "",
        row.address or "",
        json.dumps(row.detail, ensure_ascii=False, sort_keys=True),
    )


OPERATIONS = (list_audit, export_audit, list_actions)
