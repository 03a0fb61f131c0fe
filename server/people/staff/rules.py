"""Rules on persons and positions."""

import secrets
from collections.abc import Iterable

from server.people.units.rules import Span

LOGIN_PATTERN = r"^[a-z0-9][a-z0-9._@-]*$"
# Enough to catch a slip; whether the mailbox exists only a message can tell.
EMAIL_PATTERN = r"^[^@\s]{1,64}@[^@\s]+\.[^@\s.]+$"

# Without letters and digits that are misread: the password is often read out on the phone.
_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
TEMPORARY_GROUPS = 4
GROUP_LENGTH = 4


def main_overlaps(others: Iterable[Span], new: Span) -> bool:
    """Whether another main position shares a day with the new one."""
    return any(other.overlaps(new) for other in others)


def temporary_password() -> str:
    """A random password of four groups of four: 79 bits."""
    return "-".join(
        "".join(secrets.choice(_ALPHABET) for _ in range(GROUP_LENGTH))
        for _ in range(TEMPORARY_GROUPS)
    )
