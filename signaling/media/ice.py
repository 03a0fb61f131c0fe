"""The ICE-lite side of one transport (RFC 8445, 7675): credentials, nomination, consent.

It sends nothing of its own: it decides which address the transport's datagrams go to. Until a
pair is nominated that is the address of the last authenticated check, because browsers nominate
30-75 ms after DTLS is complete and the first key frame would be lost.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass

Address = tuple[str, int]

_ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"


@dataclass(frozen=True, slots=True)
class Credentials:
    """ice-ufrag and ice-pwd of one generation."""

    ufrag: str
    password: str

    @classmethod
    def fresh(cls) -> Credentials:
        """Random credentials: 48 bits of ufrag, 142 bits of password."""
        return cls(_letters(8), _letters(24))


class IceLite:
    """Credentials of this transport and the address that it sends to."""

    __slots__ = ("address", "local", "nominated", "previous")

    def __init__(self) -> None:
        self.local = Credentials.fresh()
        self.previous: Credentials | None = None
        self.address: Address | None = None
        self.nominated = False

    def restart(self) -> Credentials:
        """Take new credentials; the old ones keep answering until the new are nominated."""
        if self.previous is None or self.nominated:
            self.previous = self.local
        self.local = Credentials.fresh()
        self.nominated = False
        return self.local

    def password_for(self, ufrag: str) -> str | None:
        """The password of a check that names `ufrag`, None when it is not of this transport."""
        if ufrag == self.local.ufrag:
            return self.local.password
        if self.previous is not None and ufrag == self.previous.ufrag:
            return self.previous.password
        return None

    def checked(self, ufrag: str, address: Address, *, nominate: bool) -> Credentials | None:
        """Note an authenticated check; returns credentials that have just been retired."""
        current = ufrag == self.local.ufrag
        if nominate and current:
            self.address, self.nominated = address, True
            retired, self.previous = self.previous, None
            return retired
        if nominate or (not self.nominated and (current or self.address is None)):
            self.address = address
        return None

    def latch(self, address: Address) -> None:
        """Follow the peer to an address from which authenticated media came."""
        self.address = address


def _letters(count: int) -> str:
    return "".join(secrets.choice(_ALPHABET) for _ in range(count))
