"""Credentials for a TURN relay that shares a secret with us.

coturn's `use-auth-secret` (draft-uberti-behave-turn-rest-00): the user name is `expiry:user`,
the password base64(HMAC-SHA1(secret, user name)).
"""

import base64
import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from server.platform.settings import Settings

# A relay asks again at each refresh, so they outlive the longest meeting.
VALID_FOR: Final = timedelta(days=3)


@dataclass(frozen=True, slots=True)
class TurnCredentials:
    username: str
    password: str


@dataclass(frozen=True, slots=True)
class Relay:
    """TURN servers with the credentials that open them, as in W3C's RTCIceServer."""

    urls: tuple[str, ...]
    username: str
    credential: str


def ice_servers(settings: Settings, user: str, now: datetime) -> tuple[Relay, ...]:
    """The relays of the settings with fresh credentials for a user; none when not set up.

    Nothing else is needed: the media server has a public address and asks for no STUN server.
    """
    if not settings.turn_urls or settings.turn_secret is None:
        return ()
    made = credentials(settings.turn_secret.get_secret_value().encode(), user, now)
    return (Relay(settings.turn_urls, made.username, made.password),)


def credentials(secret: bytes, user: str, now: datetime) -> TurnCredentials:
    """A user name and password that the relay takes until they expire."""
    username = f"{int((now + VALID_FOR).timestamp())}:{user}"
    digest = hmac.digest(secret, username.encode(), "sha1")
    return TurnCredentials(username, base64.b64encode(digest).decode())
