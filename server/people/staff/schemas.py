"""The JSON of the staff."""

from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import Field

from server.people.schemas import Query
from server.people.staff.models import (
    LONGEST_EMAIL,
    LONGEST_LOGIN,
    LONGEST_PERSON_NAME,
    LONGEST_TITLE,
)
from server.people.staff.rules import EMAIL_PATTERN, LOGIN_PATTERN
from server.people.units.schemas import Day
from server.platform.http.schema import Instant, Line, PageQuery, Schema

Login = Annotated[str, Field(min_length=2, max_length=LONGEST_LOGIN, pattern=LOGIN_PATTERN)]
PersonName = Annotated[Line, Field(min_length=1, max_length=LONGEST_PERSON_NAME, pattern=r"\S")]
Email = Annotated[str, Field(max_length=LONGEST_EMAIL, pattern=EMAIL_PATTERN)]
Title = Annotated[Line, Field(min_length=1, max_length=LONGEST_TITLE, pattern=r"\S")]


class DirectoryQuery(PageQuery):
    """Colleagues whose names begin so, in a unit and below it."""

    q: Query = ""
    unit: UUID | None = None


class StaffQuery(DirectoryQuery):
    """As in the directory; `active` shows only accounts that may (or may not) sign in."""

    active: bool | None = None


class PositionOut(Schema):
    """A title in a unit during a span, both days included.

    `unit_path` leads today from below the root to the unit.
    """

    id: UUID
    unit_id: UUID
    unit_name: str
    unit_path: list[str]
    title: str
    primary: bool
    valid_from: date
    valid_to: date | None


class StaffOut(Schema):
    """A person with the account and all positions, past and future."""

    id: UUID
    login: str
    name: str
    email: str | None
    active: bool
    has_password: bool
    created_at: Instant
    deactivated_at: Instant | None
    positions: list[PositionOut]


class PositionNew(Schema):
    """A position from a day on."""

    unit_id: UUID
    title: Title
    valid_from: Day
    valid_to: Day | None = None
    primary: bool = False


class StaffNew(Schema):
    """A person with a first position, which is the main one."""

    login: Login
    name: PersonName
    email: Email | None = None
    unit_id: UUID
    title: Title
    valid_from: Day


class StaffPatch(Schema):
    """Corrections to the account; what is left out stays."""

    login: Login | None = None
    name: PersonName | None = None
    email: Email | None = None


class PositionPatch(Schema):
    """The last day of the position; null for none."""

    valid_to: Day | None


class TemporaryPassword(Schema):
    """Shown once; must be changed at the next sign-in."""

    temporary_password: str
