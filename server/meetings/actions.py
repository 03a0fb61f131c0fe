"""What meetings write into the audit log."""

from enum import StrEnum


class MeetingAction(StrEnum):
    """One member for each kind of change; the values are stored, so they never change."""

    CREATED = "meeting.created"
    CHANGED = "meeting.changed"
    CANCELLED = "meeting.cancelled"
    ENDED = "meeting.ended"
    MEMBERS_ADDED = "meeting.members_added"
    MEMBER_REMOVED = "meeting.member_removed"
    HOST_CHANGED = "meeting.host_changed"
    PUT_OUT = "meeting.put_out"
    LINK_CREATED = "meeting.link_created"
    LINK_REVOKED = "meeting.link_revoked"
    GUEST_NAMED = "meeting.guest_named"
    DEVICE_CREATED = "meeting.device_created"
    DEVICE_REVOKED = "meeting.device_revoked"
