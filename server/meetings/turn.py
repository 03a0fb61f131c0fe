"""Credentials for a TURN relay that shares a secret with us.

coturn's `use-auth-secret` (draft-uberti-behave-turn-rest-00): the user name is `expiry:user`,
the password base64(HMAC-SHA1(secret, user name)).
"""

import base64
import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

# A relay asks again at each refresh, so they outlive the longest meeting.
VALID_FOR: Final = timedelta(days=3)


@dataclass(frozen=True, slots=True)
class TurnCredentials:
    username: str
    password: str


def credentials(secret: bytes, user: str, now: datetime) -> TurnCredentials:
    """A user name and password that the relay takes until they expire."""
    username = f"{int((now + VALID_FOR).timestamp())}:{user}"
    digest = hmac.digest(secret, username.encode(), "sha1")
    return TurnCredentials(username, base64.b64encode(digest).decode())
