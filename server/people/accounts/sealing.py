"""Secrets at rest: AES-256-GCM under a key that comes from the server's secret."""

import secrets
from uuid import UUID

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

NONCE_BYTES = 12


class Sealer:
    """Seals bytes for a person; what was sealed for one does not open for another."""

    def __init__(self, server_secret: bytes) -> None:
        key = HKDF(SHA256(), 32, salt=None, info=b"congvu totp").derive(server_secret)
        self._cipher = AESGCM(key)

    def seal(self, owner: UUID, plain: bytes) -> bytes:
        nonce = secrets.token_bytes(NONCE_BYTES)
        return nonce + self._cipher.encrypt(nonce, plain, owner.bytes)

    def open(self, owner: UUID, sealed: bytes) -> bytes:
        """The plain bytes; raises cryptography's InvalidTag when the server's secret changed."""
        nonce, encrypted = sealed[:NONCE_BYTES], sealed[NONCE_BYTES:]
        return self._cipher.decrypt(nonce, encrypted, owner.bytes)
