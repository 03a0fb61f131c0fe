"""Who is asking: the signed-in person with the grants that are valid today."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Literal, NewType
from uuid import UUID

from server.people.roles.rules import Permission, Role
from server.platform.clock import civil_date


def _today() -> date:
    return civil_date(datetime.now(UTC))


@dataclass(frozen=True, slots=True)
class Grant:
    """A role over a unit and all units below it in the administrative line, valid now."""

    role: Role
    unit_id: UUID
    permissions: frozenset[Permission]
    valid_to: date | None = None


@dataclass(frozen=True, kw_only=True)
class Actor:
    """A signed-in person. `today` is the civil date on which the grants were read."""

    person_id: UUID
    session_id: UUID
    name: str
    language: Literal["vi", "en"] = "vi"
    grants: tuple[Grant, ...] = ()
    address: str | None = None
    unit_id: UUID | None = None
    today: date = field(default_factory=_today)
    password_temporary: bool = False


NewcomerActor = NewType("NewcomerActor", Actor)
"""A signed-in person who may still have to change a temporary password."""
