"""Guest links: a signed token of a link's id and expiry, and secret tokens kept as hashes.

The token is base64url of `id (16 bytes) | expiry, seconds since 1970 (8 bytes) | HMAC-SHA256`.
It travels only in the fragment of an address, which browsers send to no server.
"""

import base64
import binascii
import hashlib
import hmac
import secrets
import struct
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final
from uuid import UUID

_PURPOSE: Final = b"congvu guest link 1"
_BODY: Final = struct.Struct(">16sQ")
_SIGNATURE: Final = hashlib.sha256().digest_size
TOKEN_LENGTH: Final = (_BODY.size + _SIGNATURE) * 4 // 3 + 1
SECRET_BYTES: Final = 32


@dataclass(frozen=True, slots=True)
class Signed:
    """What a genuine token says."""

    link_id: UUID
    expires_at: datetime


class LinkSigner:
    """Makes and checks the tokens of guest links with a key of their own."""

    def __init__(self, secret: bytes) -> None:
        self._key = hmac.digest(secret, _PURPOSE, "sha256")

    def token(self, link_id: UUID, expires_at: datetime) -> str:
        """The token of a link; the expiry counts in whole seconds."""
        return self._written(link_id.bytes, int(expires_at.timestamp()))

    def read(self, token: str) -> Signed | None:
        """What the token says, or None when it is not one of ours."""
        if len(token) != TOKEN_LENGTH or not token.isascii():
            return None
        try:
            raw = base64.b64decode(token + "=" * (-len(token) % 4), altchars=b"-_", validate=True)
        except (binascii.Error, ValueError):
            return None
        link, expiry = _BODY.unpack(raw[: _BODY.size])
        # Written anew and compared whole: base64 has several spellings of one value.
        if not hmac.compare_digest(token, self._written(link, expiry)):
            return None
        return Signed(UUID(bytes=link), datetime.fromtimestamp(expiry, UTC))

    def _written(self, link: bytes, expiry: int) -> str:
        body = _BODY.pack(link, expiry)
        signature = hmac.digest(self._key, body, "sha256")
        return base64.urlsafe_b64encode(body + signature).rstrip(b"=").decode()


def new_secret() -> str:
    """A 256-bit secret for a cookie or a device."""
    return secrets.token_urlsafe(SECRET_BYTES)


def secret_hash(secret: str) -> bytes:
    """What is stored of a secret; a fast hash is enough for 256 random bits."""
    return hashlib.sha256(secret.encode()).digest()
