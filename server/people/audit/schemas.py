"""The JSON of the audit log."""

from uuid import UUID

from pydantic import Field, JsonValue

from server.platform.http.schema import Instant, PageQuery, Schema


class AuditFilter(Schema):
    """What is looked for; `from` and `to` are moments, `to` itself excluded."""

    actor: UUID | None = None
    action: str | None = Field(default=None, max_length=80)
    target: str | None = Field(default=None, max_length=120)
    unit: UUID | None = None
    since: Instant | None = Field(default=None, alias="from")
    until: Instant | None = Field(default=None, alias="to")


class AuditQuery(AuditFilter, PageQuery):
    """As the filter, one page."""


class AuditActor(Schema):
    """Who did it."""

    id: UUID
    name: str


class AuditUnit(Schema):
    """The unit whose administrators see the row."""

    id: UUID
    name: str


class AuditOut(Schema):
    """One change. No actor: by the system, or by somebody not signed in."""

    id: UUID
    at: Instant
    actor: AuditActor | None
    action: str
    target: str
    target_label: str | None
    unit: AuditUnit | None
    detail: dict[str, JsonValue]
    address: str | None
