"""What people write into the audit log."""

from enum import StrEnum


class PeopleAction(StrEnum):
    """One member for each kind of change; the values are stored, so they never change."""

    SIGNED_IN = "session.opened"
    SIGN_IN_FAILED = "session.refused"
    SIGNED_OUT = "session.closed"
    SESSIONS_REVOKED = "session.revoked"
    PASSWORD_CHANGED = "password.changed"  # noqa: S105
    PASSWORD_RESET = "password.reset"  # noqa: S105
    TOTP_ENABLED = "totp.enabled"
    TOTP_DISABLED = "totp.disabled"
    RECOVERY_CODE_USED = "totp.recovery_used"
    UNIT_CREATED = "unit.created"
    UNIT_CHANGED = "unit.changed"
    UNIT_MOVED = "unit.moved"
    UNIT_CLOSED = "unit.closed"
    STAFF_CREATED = "staff.created"
    STAFF_CHANGED = "staff.changed"
    STAFF_DEACTIVATED = "staff.deactivated"
    POSITION_STARTED = "position.started"
    POSITION_CHANGED = "position.changed"
    GRANT_GIVEN = "grant.given"
    GRANT_ENDED = "grant.ended"
    DELEGATION_GIVEN = "delegation.given"
    ADMINISTRATOR_CREATED = "administrator.created"
    UNITS_IMPORTED = "units.imported"
    STAFF_IMPORTED = "staff.imported"
    AUDIT_EXPORTED = "audit.exported"
