"""What somebody is called in a meeting and in what is kept of it: `kind:id`."""

from uuid import UUID


def person_identity(person_id: UUID) -> str:
    """A member of the staff."""
    return f"person:{person_id}"


def guest_identity(guest_id: UUID) -> str:
    """Somebody who came by a guest link."""
    return f"guest:{guest_id}"


def device_identity(token_id: UUID) -> str:
    """Whatever shows a device token."""
    return f"device:{token_id}"


def parse_identity(identity: str) -> tuple[str, UUID]:
    """Kind and id. ValueError for what is no identity."""
    kind, _, key = identity.partition(":")
    return kind, UUID(key)
