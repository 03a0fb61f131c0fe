"""The JSON of roles and grants."""

from datetime import date
from uuid import UUID

from server.people.roles.rules import Permission, Role
from server.people.schemas import Basis, PersonCardOut
from server.people.units.schemas import Day
from server.platform.http.schema import Instant, PageQuery, Schema


class RoleOut(Schema):
    """A role and what it allows over a unit and the units below it."""

    role: Role
    permissions: list[Permission]
    grantable: bool


class GrantUnit(Schema):
    """The unit of a grant."""

    id: UUID
    name: str


class GrantOut(Schema):
    """Who has which role where, when, on whose decision."""

    id: UUID
    person: PersonCardOut
    role: Role
    unit: GrantUnit
    valid_from: date
    valid_to: date | None
    delegated_by: PersonCardOut | None
    basis: str
    created_at: Instant


class GrantsQuery(PageQuery):
    """Filters; `unit` finds grants over that unit itself."""

    person: UUID | None = None
    unit: UUID | None = None
    role: Role | None = None
    current: bool | None = None


class GrantNew(Schema):
    """A role for a person over a unit, with the decision it stands on."""

    person_id: UUID
    role: Role
    unit_id: UUID
    valid_from: Day
    valid_to: Day | None = None
    basis: Basis


class GrantEnd(Schema):
    """`on` is the first day without the grant."""

    on: Day


class DelegationNew(Schema):
    """A head hands the deputy's right over a unit to a colleague, for a time."""

    to_person_id: UUID
    unit_id: UUID
    valid_from: Day
    valid_to: Day
    basis: Basis
