"""Roles as named sets of permissions over a unit and all units below it."""

from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Final


class Permission(StrEnum):
    """What a role allows, always over a unit and the units below it in the administrative line."""

    MEETINGS_CREATE = "meetings.create"
    MEETINGS_MANAGE = "meetings.manage"
    DEPUTIES_DELEGATE = "deputies.delegate"
    UNITS_MANAGE = "units.manage"
    STAFF_MANAGE = "staff.manage"
    ROLES_MANAGE = "roles.manage"
    CALENDAR_MANAGE = "calendar.manage"
    AUDIT_READ = "audit.read"
    TRAINING_AUTHOR = "training.author"


class Role(StrEnum):
    OFFICIAL = "official"
    HEAD = "head"
    DEPUTY = "deputy"
    TRAINER = "trainer"
    HR = "hr"
    ADMINISTRATOR = "administrator"


# An administrator keeps the system and does not sit in other people's meetings:
# `meetings.manage` belongs to the head of a unit and to a deputy within dates.
PERMISSIONS: Final = MappingProxyType(
    {
        Role.OFFICIAL: frozenset({Permission.MEETINGS_CREATE}),
        Role.HEAD: frozenset(
            {
                Permission.MEETINGS_CREATE,
                Permission.MEETINGS_MANAGE,
                Permission.DEPUTIES_DELEGATE,
            }
        ),
        Role.DEPUTY: frozenset({Permission.MEETINGS_CREATE, Permission.MEETINGS_MANAGE}),
        Role.TRAINER: frozenset({Permission.MEETINGS_CREATE, Permission.TRAINING_AUTHOR}),
        Role.HR: frozenset(
            {Permission.MEETINGS_CREATE, Permission.UNITS_MANAGE, Permission.STAFF_MANAGE}
        ),
        Role.ADMINISTRATOR: frozenset(
            {
                Permission.MEETINGS_CREATE,
                Permission.UNITS_MANAGE,
                Permission.STAFF_MANAGE,
                Permission.ROLES_MANAGE,
                Permission.CALENDAR_MANAGE,
                Permission.AUDIT_READ,
            }
        ),
    }
)

# Whoever resets a password can act as that person, so a reset needs these rights of the person too.
SENSITIVE: Final = frozenset(
    {
        Permission.UNITS_MANAGE,
        Permission.STAFF_MANAGE,
        Permission.ROLES_MANAGE,
        Permission.CALENDAR_MANAGE,
        Permission.AUDIT_READ,
    }
)

# An official's role follows from a position, a deputy's from the head's own delegation.
GRANTABLE: Final = frozenset({Role.HEAD, Role.DEPUTY, Role.TRAINER, Role.HR, Role.ADMINISTRATOR})

LONGEST_DELEGATION_DAYS: Final = 366


def delegation_dates_fit(first: date, last: date, today: date) -> bool:
    """A delegation is dated: it ends, not before it begins, not in the past, within a year."""
    return first <= last and last >= today and (last - first).days < LONGEST_DELEGATION_DAYS
